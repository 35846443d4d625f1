import { expect } from 'vitest'
import { tracesJourneys } from '#e2e/journeys/traces.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, tracesJourneys)

journey(
  'an id that no trace has is told in words',
  async ({ page, open }) => {
    await open('/traces/0123456789abcdef')
    await page.getByText('No such trace').waitFor()
  },
  { expected: [/404/] },
)

journey(
  'the list shows on a phone what each trace asked for, when and for how long',
  async ({ page, open }) => {
    await open('/traces?ns=shop')
    const row = page.getByRole('table', { name: 'Traces' }).getByRole('row').nth(1)
    const asked = row.locator('bdi')
    expect(await asked.textContent()).toMatch(/^(GET|POST) \S+/)
    for (const cell of [asked, row.getByRole('cell').nth(2)]) {
      const box = await cell.boundingBox()
      expect(box?.width).toBeGreaterThan(60)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
    }
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)
