import { expect } from 'vitest'
import { journeysIn } from '#e2e/support/journey.ts'

const base = '/mesh/console'
const journey = journeysIn({ env: { VARDIA_BASE_PATH: base } })

journey('under a base path every page, link, asset and call stays under it', async ({ page, mesh, open }) => {
  const outside: string[] = []
  const failed: string[] = []
  const { origin } = new URL(mesh.console.url)
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol === 'http:' && (url.origin !== origin || !`${url.pathname}/`.startsWith(`${base}/`)))
      outside.push(url.href)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`)
  })
  const readLinks = () =>
    page
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
      .then((links) => links.filter((href) => !href.startsWith('#')))

  await open('/')
  await page.getByRole('table').getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
  const links = await readLinks()
  expect(links.length).toBeGreaterThan(2)
  expect(links.filter((href) => !href.startsWith(base))).toEqual([])

  await page.getByRole('navigation').getByRole('link', { name: 'Traffic graph' }).click()
  await page.waitForURL((url) => url.pathname === `${base}/graph`)
  await page.goBack()
  await page.waitForURL((url) => url.pathname.replace(/\/$/, '') === base)
  await open('/graph?ns=bookinfo')
  expect((await readLinks()).filter((href) => !href.startsWith(base))).toEqual([])
  // A browser asks an origin for its icon by itself, and writes a missing one to the console.
  const icon = await page.request.get(`${origin}/favicon.ico`)
  expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/x-icon'])
  expect({ outside, failed }).toEqual({ outside: [], failed: [] })
})
