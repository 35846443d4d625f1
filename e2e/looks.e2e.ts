import { lookJourneys } from '#e2e/journeys/looks.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

walk(journeysIn(), lookJourneys)
