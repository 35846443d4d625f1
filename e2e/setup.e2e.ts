import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import * as z from 'zod'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()

const drawn = {
  '/setup': (page: Page) => page.getByRole('region', { name: 'Data sources' }).getByText('Metrics').waitFor(),
  '/diagnostics': (page: Page) =>
    page.getByRole('table', { name: 'Rights' }).getByText('VirtualService', { exact: true }).waitFor(),
} as const

for (const path of ['/setup', '/diagnostics'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    journey(
      `${path} has no serious accessibility fault, ${colorScheme}`,
      async ({ page, open }) => {
        await open(path)
        await drawn[path](page)
        expect(await listAccessibilityFaults(page)).toEqual([])
      },
      { colorScheme },
    )
  }
  journey(
    `on a phone nothing of ${path} is wider than the screen`,
    async ({ page, open }) => {
      await open(path)
      await drawn[path](page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true },
  )
}

const documentSchema = z.object({
  setup: z.object({ sources: z.array(z.object({ name: z.string(), state: z.string() })) }),
  browser: z.object({ userAgent: z.string(), timeZone: z.string() }),
  process: z.object({ node: z.string() }),
})

journey(
  'what the diagnostics show is saved as one document, with what is known of the browser and without secrets',
  async ({ page, mesh, open }) => {
    await open('/diagnostics')
    await drawn['/diagnostics'](page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^vardia-diagnostics-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/)
    const text = await readFile(await download.path(), 'utf8')
    const { setup, browser } = documentSchema.parse(JSON.parse(text))
    expect(setup.sources).toContainEqual(expect.objectContaining({ name: 'kubernetes', state: 'found' }))
    expect(browser.userAgent).toMatch(/Chrom/)
    for (const { token } of mesh.demo.users) expect(text).not.toContain(token)
  },
)

journey(
  'the diagnostics are a step away from every screen, by the list of sources',
  async ({ page, open }) => {
    await open('/')
    await page.getByRole('button', { name: /^Data sources/ }).click()
    await page.getByRole('link', { name: 'Diagnostics to hand over' }).click()
    await page.waitForURL(/\/diagnostics/)
    await drawn['/diagnostics'](page)
  },
)
