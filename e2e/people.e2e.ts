import { closedCallJourneys } from '#e2e/journeys/closed-calls.ts'
import { peopleJourneys } from '#e2e/journeys/people.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

walk(journeysIn(), [...peopleJourneys, ...closedCallJourneys])
