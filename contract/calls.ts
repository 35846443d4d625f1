import { alerts } from '#contract/alerts.ts'
import { allSessions, endSessions } from '#contract/all-sessions.ts'
import { audit, auditVerification } from '#contract/audit.ts'
import { auditReport } from '#contract/audit-report.ts'
import { authorizationAsk, authorizationMatrix } from '#contract/authorization.ts'
import { certificates } from '#contract/certificates.ts'
import { configObject, configObjects, kindSchema } from '#contract/config.ts'
import { dashboards } from '#contract/dashboards.ts'
import type { Call } from '#contract/define-call.ts'
import {
  applicationDetail,
  namespaceDetail,
  objectManifest,
  serviceDetail,
  workloadDetail,
} from '#contract/details.ts'
import { diagnostics } from '#contract/diagnostics.ts'
import { dryRuns } from '#contract/dry-runs.ts'
import { edge } from '#contract/edge.ts'
import { graphComparison, graphComparisonByBody } from '#contract/graph-comparison.ts'
import { graphHistory } from '#contract/graph-history.ts'
import { history, historyChange } from '#contract/history.ts'
import { applications, objectTraffic, services, workloads } from '#contract/inventory.ts'
import { logs } from '#contract/logs.ts'
import { meshMtls } from '#contract/mesh-mtls.ts'
import { metricPoints } from '#contract/metric-points.ts'
import { metrics } from '#contract/metrics.ts'
import { mtls } from '#contract/mtls.ts'
import { objectives } from '#contract/objectives.ts'
import { meshHealth, namespaces, namespaceTraffic, serviceInsights } from '#contract/overview.ts'
import { policyProposals } from '#contract/policy-proposals.ts'
import { preview } from '#contract/preview.ts'
import { requestAuthentication } from '#contract/request-authentication.ts'
import { session, sources, switchIdentity } from '#contract/session.ts'
import { setup } from '#contract/setup.ts'
import {
  endSession,
  ownSessions,
  signInByOpenid,
  signInByToken,
  signInWays,
  signOut,
  staySignedIn,
} from '#contract/sign-in.ts'
import { trace, tracePeers, traces } from '#contract/traces.ts'
import { trafficGraph, trafficGraphByBody } from '#contract/traffic-graph.ts'
import { whatIf } from '#contract/what-if.ts'
import { configApply, historyUndo, labelsApply } from '#contract/writing.ts'

/** Every call of the API, in the order of the OpenAPI document. A test holds it equal to the route files. */
export const calls: readonly Call[] = [
  signInWays,
  signInByToken,
  signInByOpenid,
  session,
  switchIdentity,
  staySignedIn,
  signOut,
  ownSessions,
  endSession,
  allSessions,
  endSessions,
  sources,
  setup,
  diagnostics,
  namespaces,
  namespaceTraffic,
  meshHealth,
  serviceInsights,
  workloads,
  services,
  applications,
  objectTraffic,
  workloadDetail,
  serviceDetail,
  applicationDetail,
  namespaceDetail,
  objectManifest,
  configObjects,
  configObject,
  kindSchema,
  logs,
  metrics,
  metricPoints,
  dashboards,
  alerts,
  objectives,
  traces,
  trace,
  tracePeers,
  trafficGraph,
  trafficGraphByBody,
  graphComparison,
  graphComparisonByBody,
  graphHistory,
  preview,
  configApply,
  labelsApply,
  history,
  historyChange,
  historyUndo,
  audit,
  auditVerification,
  auditReport,
  authorizationAsk,
  authorizationMatrix,
  whatIf,
  policyProposals,
  dryRuns,
  mtls,
  meshMtls,
  certificates,
  edge,
  requestAuthentication,
]
