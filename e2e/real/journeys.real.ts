import { auditJourneys } from '#e2e/journeys/audit.ts'
import { closedCallJourneys } from '#e2e/journeys/closed-calls.ts'
import { configJourneys } from '#e2e/journeys/config.ts'
import { detailJourneys } from '#e2e/journeys/details.ts'
import { graphJourneys } from '#e2e/journeys/graph.ts'
import { graphUseJourneys } from '#e2e/journeys/graph-use.ts'
import { commonKinds, openEachKind } from '#e2e/journeys/kinds.ts'
import { listJourneys } from '#e2e/journeys/lists.ts'
import { logsJourneys } from '#e2e/journeys/logs.ts'
import { lookJourneys } from '#e2e/journeys/looks.ts'
import { metricsJourneys } from '#e2e/journeys/metrics.ts'
import { overviewJourneys } from '#e2e/journeys/overview.ts'
import { peopleJourneys } from '#e2e/journeys/people.ts'
import { securityJourneys } from '#e2e/journeys/security.ts'
import { tracesJourneys } from '#e2e/journeys/traces.ts'
import { writingJourneys } from '#e2e/journeys/writing.ts'
import { oddKinds } from '#e2e/real/servers/odd-kinds.ts'
import { journeysOver, walk } from '#e2e/support/journey.ts'
import { startOverRealMesh } from '#e2e/support/real-mesh.ts'

const journey = journeysOver(startOverRealMesh)

walk(journey, [
  ...overviewJourneys,
  ...listJourneys,
  ...configJourneys,
  ...writingJourneys,
  ...graphJourneys,
  ...graphUseJourneys,
  ...detailJourneys,
  ...openEachKind([...commonKinds, ...oddKinds]),
  ...logsJourneys,
  ...metricsJourneys,
  ...tracesJourneys,
  ...securityJourneys,
  ...peopleJourneys,
  ...auditJourneys,
  ...closedCallJourneys,
  ...lookJourneys,
])
