import { auditJourneys } from '#e2e/journeys/audit.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

walk(journeysIn(), auditJourneys)
