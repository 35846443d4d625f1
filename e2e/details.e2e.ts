import { detailJourneys } from '#e2e/journeys/details.ts'
import { commonKinds, openEachKind } from '#e2e/journeys/kinds.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

walk(journeysIn(), [...detailJourneys, ...openEachKind(commonKinds)])
