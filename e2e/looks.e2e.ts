import { lookJourneys } from '#e2e/journeys/looks.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

// The charts of a whole namespace are many questions to the demo's own evaluator (as e2e/metrics.e2e.ts).
walk(journeysIn({ env: { VARDIA_QUERY_TIMEOUT_SECONDS: '60' } }), lookJourneys)
