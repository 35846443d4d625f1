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
