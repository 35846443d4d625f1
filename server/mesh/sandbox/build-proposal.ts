import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { findServiceWaypoint } from '#server/mesh/access/find-waypoint.ts'
import type { Arrival } from '#server/mesh/access/fold-arrivals.ts'
import { isDryRun, readAction } from '#server/mesh/authorization/compile-policy.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import { readTargetPort } from '#server/mesh/routing/services/target-port.ts'
import { foldCallers, type ObservedCaller } from '#server/mesh/sandbox/fold-callers.ts'
import { generalizePaths } from '#server/mesh/sandbox/generalize-paths.ts'
import type { ListSeen } from '#server/mesh/sandbox/types.ts'

export interface PolicyProposal {
  readonly workload: Workload
  readonly manifest: Readonly<Record<string, unknown>>
  readonly callers: readonly ObservedCaller[]
  readonly remarks: readonly Reason[]
}

interface ProposalFacts {
  readonly access: AccessFacts
  /** To this workload, of the window. */
  readonly arrivals: readonly Arrival[]
  readonly rangeSeconds: number
  readonly listSeen: ListSeen
  /** Whether methods and paths narrow it. */
  readonly byRequests: boolean
  readonly isDryRun: boolean
}

const dryRunAnnotation = { 'istio.io/dry-run': 'true' }

/**
 * The AuthorizationPolicy that allows what was observed of a workload's callers and nothing else: by identity and port, and
 * by methods and paths where single requests told them. What a policy cannot say, or telemetry does not know, is a remark.
 */
export function buildProposal(workload: Workload, facts: ProposalFacts): PolicyProposal {
  const { access, isDryRun: isTried } = facts
  const callers = foldCallers(workload, facts)
  const allowed = callers.filter(({ principal, requests, refused, connections }) => {
    return principal !== '' && (requests - refused > 0 || connections > 0)
  })
  const service = findWaypointService(workload, access)
  const isLayer4 = workload.mode === 'ambient' && !service
  const byRequests = facts.byRequests && !isLayer4
  const ports = isLayer4 || !service ? listPorts(workload, callers, access) : []
  const { namespace } = workload
  const name = `${workload.name.slice(0, 240)}-callers`
  const selector = { matchLabels: chooseLabels(workload) }
  const target = service ? { targetRefs: [{ group: '', kind: 'Service', name: service }] } : { selector }
  const rules = buildRules(allowed, ports, byRequests)
  return {
    workload,
    callers,
    manifest: {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name, namespace, ...(isTried ? { annotations: dryRunAnnotation } : {}) },
      spec: { ...target, action: 'ALLOW', ...(rules.length > 0 ? { rules } : {}) },
    },
    remarks: [
      ...tellRest(facts, callers, allowed),
      ...tellRequests(allowed, byRequests, facts.byRequests),
      ...tellPlace(workload, { isLayer4, isTried, service }),
      ...tellNeighbours(workload, access, { name, isSelected: !service }),
    ],
  }
}

/** The service before which a waypoint stands that enforces for an ambient workload. */
function findWaypointService(workload: Workload, access: AccessFacts): string | undefined {
  if (workload.mode !== 'ambient') return undefined
  return access.services
    .listServicesOf(workload)
    .map(({ metadata }) => metadata)
    .find((metadata) => findServiceWaypoint(access.snapshot, metadata)?.workload !== undefined)?.name
}

/** Metrics name no port, so it is every port of the workload's services that speaks what came. */
function listPorts(
  workload: Workload,
  callers: readonly ObservedCaller[],
  { services, snapshot }: AccessFacts,
): readonly string[] {
  const seen = callers.some(({ requests, connections }) => requests > 0 || connections > 0)
  if (!seen) return []
  const ports = services
    .listServicesOf(workload)
    .flatMap((service) => service.spec.ports.map((port) => readTargetPort(snapshot, service, port)))
    .filter((port) => port !== undefined)
  return [...new Set(ports)].toSorted((one, other) => one - other).map(String)
}

const hashLabels =
  /(^|\/)(pod-template-hash|controller-revision-hash|pod-template-generation)$|^(security|service|sidecar|topology)?\.?istio\.io\//
const nameLabels = [
  'app',
  'app.kubernetes.io/name',
  'k8s-app',
  'name',
  'version',
  'app.kubernetes.io/version',
]

/** Labels that say what runs, else all that its owner did not add. */
function chooseLabels({ labels }: Workload): Readonly<Record<string, string>> {
  const named = Object.entries(labels).filter(([label]) => nameLabels.includes(label))
  const own = Object.entries(labels).filter(([label]) => !hashLabels.test(label))
  return Object.fromEntries((named.length > 0 ? named : own).toSorted())
}

interface Rule {
  readonly from: readonly { readonly source: { readonly principals: readonly string[] } }[]
  readonly to?: readonly { readonly operation: Readonly<Record<string, readonly string[]>> }[]
}

/** Callers that did the same are one rule. */
function buildRules(
  callers: readonly ObservedCaller[],
  ports: readonly string[],
  byRequests: boolean,
): readonly Rule[] {
  const groups = Map.groupBy(callers, (caller) => {
    return JSON.stringify(buildOperations(caller, ports, byRequests && caller.connections === 0))
  })
  return [...groups].map(([operations, group]) => {
    const principals = group.map(({ principal }) => principal).toSorted()
    const parsed: NonNullable<Rule['to']> = JSON.parse(operations)
    return { from: [{ source: { principals } }], ...(parsed.length > 0 ? { to: parsed } : {}) }
  })
}

function buildOperations(
  { seen }: ObservedCaller,
  ports: readonly string[],
  byRequests: boolean,
): NonNullable<Rule['to']> {
  const port = ports.length > 0 ? { ports } : {}
  if (!byRequests || seen.length === 0) return ports.length > 0 ? [{ operation: port }] : []
  const byMethod = Map.groupBy(seen, ({ method }) => method)
  const operations = [...byMethod].toSorted().map(([method, requests]) => {
    const paths = generalizePaths(requests.map(({ path }) => path))
    return { operation: { methods: [method], ...(paths ? { paths } : {}), ...port } }
  })
  return operations
}

/** From so long on what comes once a day is in it. */
const daySeconds = 86_400

function tellRest(
  { rangeSeconds }: ProposalFacts,
  callers: readonly ObservedCaller[],
  allowed: readonly ObservedCaller[],
): readonly Reason[] {
  const sum = (read: (caller: ObservedCaller) => number) =>
    Math.round(allowed.reduce((total, caller) => total + read(caller), 0))
  const rest = { requests: sum(({ requests }) => requests), connections: sum((one) => one.connections) }
  const plain = callers.filter(({ principal }) => principal === '')
  const came = Math.round(plain.reduce((total, one) => total + one.requests + one.connections, 0))
  const from = [...new Set(plain.flatMap(({ sources }) => sources))].slice(0, 3).join(', ')
  return [
    allowed.length === 0
      ? { code: 'proposal-nobody', params: {} }
      : { code: 'proposal-rests', params: { ...rest, callers: allowed.length } },
    ...(rangeSeconds < daySeconds ? [{ code: 'proposal-short', params: {} }] : []),
    ...(plain.length > 0 ? [{ code: 'proposal-plaintext', params: { count: came, from: from || '–' } }] : []),
  ]
}

function tellRequests(
  allowed: readonly ObservedCaller[],
  byRequests: boolean,
  isAsked: boolean,
): readonly Reason[] {
  if (!isAsked) return []
  if (!byRequests) return [{ code: 'proposal-layer4-requests', params: {} }]
  const sampled = allowed.reduce((total, caller) => total + caller.sampled, 0)
  const blind = allowed.filter((caller) => caller.sampled === 0).map(({ principal }) => principal)
  return [
    ...(sampled > 0 ? [{ code: 'proposal-sampled', params: { count: sampled } }] : []),
    ...(blind.length > 0
      ? [{ code: 'proposal-unsampled', params: { callers: blind.slice(0, 3).join(', ') } }]
      : []),
  ]
}

function tellPlace(
  workload: Workload,
  { isLayer4, isTried, service }: { isLayer4: boolean; isTried: boolean; service: string | undefined },
): readonly Reason[] {
  return [
    ...(isLayer4 && isTried ? [{ code: 'proposal-ztunnel-dry-run', params: {} }] : []),
    ...(service ? [{ code: 'proposal-waypoint', params: { service } }] : []),
    ...(workload.mode === 'none' ? [{ code: 'proposal-no-proxy', params: {} }] : []),
    ...(workload.mode === 'mixed' ? [{ code: 'proposal-mixed', params: {} }] : []),
  ]
}

/** Policies of ALLOW add up, and a selector may mean more workloads than one. */
function tellNeighbours(
  workload: Workload,
  access: AccessFacts,
  { name, isSelected }: { readonly name: string; readonly isSelected: boolean },
): readonly Reason[] {
  const authorizer =
    workload.mode === 'ambient' ? access.findZtunnelAuthorizer(workload) : access.findAuthorizer(workload)
  const allowing = authorizer.policies
    .filter((policy) => readAction(policy) === 'ALLOW' && !isDryRun(policy) && policy.metadata.name !== name)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  const labels = Object.entries(chooseLabels(workload))
  const alike = listWorkloadsOfNamespace(access.snapshot, workload.namespace).filter(
    (one) => one.name !== workload.name && labels.every(([label, value]) => one.labels[label] === value),
  )
  return [
    ...(allowing.length > 0
      ? [{ code: 'proposal-allowed-already', params: { policies: allowing.slice(0, 3).join(', ') } }]
      : []),
    ...(isSelected && alike.length > 0
      ? [
          {
            code: 'proposal-selects-more',
            params: {
              workloads: alike
                .slice(0, 3)
                .map((one) => one.name)
                .join(', '),
            },
          },
        ]
      : []),
  ]
}
