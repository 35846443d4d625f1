import type { Page } from 'playwright-core'

/** The provider's pages ask the network for a font, which a test is not to depend on. */
export async function keepFromNetwork(page: Page): Promise<void> {
  await page
    .context()
    .route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' }))
}

/** A person before the provider's own pages: who one is, and that one agrees. */
export async function passProvider(page: Page, account: string): Promise<void> {
  await page.locator('input[name="login"]').fill(account)
  await page.locator('input[name="password"]').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}
