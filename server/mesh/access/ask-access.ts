import type { AccessFacts, ServiceName } from '#server/mesh/access/access-facts.ts'
import { type ClientSide, connectClient } from '#server/mesh/access/connect-client.ts'
import { describeHop, enforce, withoutIdentity } from '#server/mesh/access/enforce-policies.ts'
import { listServiceWaypoints } from '#server/mesh/access/find-waypoint.ts'
import { listPoliciesOfService, tellConditions } from '#server/mesh/access/tell-conditions.ts'
import type { AccessAnswer, AccessQuestion, Hop, QuestionRoute } from '#server/mesh/access/types.ts'
import { listUnsentPolicies } from '#server/mesh/authorization/build-ztunnel-authorizer.ts'
import type { OpenAspect } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import { type EffectiveMtls, readPortMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import { explainAmbientMtls } from '#server/mesh/mtls/explain-ambient-mtls.ts'
import { chooseTransport, findHandshakeFailure } from '#server/mesh/mtls/judge-handshake.ts'
import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/**
 * Whether a request arrives, proxy by proxy: the caller's own, the waypoint before an ambient service, the ztunnel before
 * an ambient workload, or the sidecar or gateway. It ends at the first that refuses. What the question leaves open makes
 * a hop depend on it; the next ones are asked all the same. Where waypoints share a service, each is followed to its end.
 */
export function askAccess(facts: AccessFacts, question: AccessQuestion): AccessAnswer {
  const client = connectClient(facts, question)
  const first: Hop[] = client.hop ? [client.hop] : []
  if (client.hop?.outcome === 'refuses') return { decision: 'DENY', hops: first }
  const sent = sendOn(question, 'client')
  const ways = askWaypoints(facts, sent, client).map((way) => [
    ...(way.hop ? [way.hop] : []),
    ...(way.hop?.outcome === 'refuses' ? [] : [askLast(facts, sent, way)]),
  ])
  const [decision = 'DENY', ...others] = ways.map((hops) => conclude([...first, ...hops]))
  return {
    decision: others.every((one) => one === decision) ? decision : 'DEPENDS',
    hops: [...first, ...ways.flat()],
  }
}

/** The proxy of the target itself. */
function askLast(facts: AccessFacts, question: AccessQuestion, { client, bypassed }: WaypointSide): Hop {
  const server = question.target.mode === 'ambient' ? askZtunnel : askServer
  const last = server(facts, sendOn(question, 'waypoint'), client)
  return { ...last, reasons: [...last.reasons, ...bypassed] }
}

/** The question as proxies behind the one that routes are asked it: with path, authority and headers as it sent them. */
function sendOn(question: AccessQuestion, from: QuestionRoute['at']): AccessQuestion {
  const { request, route } = question
  if (!request.http || route?.at !== from || !route.sends) return question
  const { http, open } = route.sends
  const others = [...(request.open ?? [])].filter((aspect) => !routed.has(aspect))
  return { ...question, request: { ...request, http, open: new Set([...others, ...open]) } }
}

/** What a route may change. */
const routed: ReadonlySet<OpenAspect> = new Set(['method', 'path', 'host', 'headers'])

function conclude(hops: readonly Hop[]): AccessAnswer['decision'] {
  if (hops.some(({ outcome }) => outcome === 'refuses')) return 'DENY'
  return hops.some(({ outcome }) => outcome === 'depends') ? 'DEPENDS' : 'ALLOW'
}

interface WaypointSide {
  readonly hop?: Hop
  /** Who calls the workload then. */
  readonly client: ClientSide
  /** Why a waypoint that is there sees nothing of this. */
  readonly bypassed: readonly Reason[]
}

/**
 * ztunnels send what is for a service to its waypoint, and gateways where `istio.io/ingress-use-waypoint` says so and the
 * service has an address; sidecars and callers without proxy go straight to the workload: findServiceWaypoint leaves at
 * once for every other type of proxy (istio 1.31.1 `pilot/pkg/xds/endpoints/endpoint_builder.go`). One way for each
 * waypoint that takes a part; waypoints of which nothing runs are passed by.
 */
function askWaypoints(
  facts: AccessFacts,
  question: AccessQuestion,
  client: ClientSide,
): readonly WaypointSide[] {
  const route = question.route?.at === 'waypoint' ? question.route : undefined
  const service = route?.called ?? question.service
  if (!service || question.target.role === 'waypoint') return [{ client, bypassed: [] }]
  const found = listServiceWaypoints(facts.snapshot, service)
  const unbound = () => tellConditions(listPoliciesOfService(facts.snapshot, service), 'WaypointAccepted')
  const [first] = found?.shares ?? []
  if (!found || !first) return [{ client, bypassed: [...(found?.reasons ?? []), ...unbound()] }]
  const params = { waypoint: `${first.namespace}/${first.name}` }
  if (!first.workload)
    return [{ client, bypassed: [{ code: 'access-waypoint-missing', params }, ...unbound()] }]
  if (!usesWaypoint(facts, question, client))
    return [{ client, bypassed: [{ code: 'access-waypoint-bypassed', params }] }]
  return found.shares.flatMap(({ workload, percent }): WaypointSide[] => {
    if (!workload) return []
    const share: Reason = { code: 'access-waypoint-share', params: { percent } }
    const isShared = found.shares.length > 1 || percent < 100
    const told = [...(isShared ? [share] : []), ...found.reasons]
    return [askWaypoint(facts, question, { client, workload, service, told })]
  })
}

interface WaypointAsked {
  readonly client: ClientSide
  readonly workload: Workload
  readonly service: ServiceName
  readonly told: readonly Reason[]
}

function askWaypoint(
  facts: AccessFacts,
  question: AccessQuestion,
  { client, workload, service, told }: WaypointAsked,
): WaypointSide {
  const route = question.route?.at === 'waypoint' ? question.route : undefined
  const authorizer = facts.findWaypointAuthorizer(workload, service)
  const enforced = enforce(authorizer, {
    kind: 'waypoint',
    workload,
    client,
    question,
    reasons: [...told, ...(route?.reasons ?? []), ...tellConditions(authorizer.policies, 'WaypointAccepted')],
  })
  const isEnded = enforced.outcome === 'refuses' || !route?.outcome
  const hop = isEnded ? enforced : { ...enforced, outcome: route.outcome }
  const { trustDomain } = facts.meshConfig
  const principal = `${trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount || 'default'}`
  return { hop, client: { tls: 'ISTIO_MUTUAL', isAmbient: true, principal }, bypassed: [] }
}

function usesWaypoint(
  { snapshot }: AccessFacts,
  { caller, service }: AccessQuestion,
  client: ClientSide,
): boolean {
  if (client.isAmbient || caller.kind === 'identity') return true
  if (caller.kind !== 'workload' || caller.workload.role !== 'gateway' || !service) return false
  const label = 'istio.io/ingress-use-waypoint'
  const object = snapshot.find('Service', service.namespace, service.name)
  if (object?.spec.clusterIP === 'None') return false
  const ofNamespace = snapshot.find('Namespace', '', service.namespace)?.metadata.labels[label]
  return goTrue.has(object?.metadata.labels[label] ?? ofNamespace ?? '')
}

/** What strconv.ParseBool takes for true, by which istiod reads the label. */
const goTrue: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])

/** Layer 4 alone: who calls, from where, to which port. HBONE is offered in any case. */
function askZtunnel(facts: AccessFacts, question: AccessQuestion, client: ClientSide): Hop {
  const { target, request } = question
  const isPlain = client.tls === 'none' && !client.isAmbient
  const shown = isPlain ? withoutIdentity(client) : client
  const connection = { ...question, request: { ...request, protocol: 'tcp' as const } }
  const held = listUnsentPolicies(facts.snapshot, target)
  const unsent = held.map(({ policy, why }) => ({
    code: why === 'dry-run' ? 'access-ztunnel-dry-run' : 'access-ztunnel-action',
    params: { policy: `${policy.metadata.namespace}/${policy.metadata.name}` },
  }))
  const refused = isPlain ? listRefusals(facts, question) : [false]
  if (!refused.includes(false))
    return {
      ...describeHop('ztunnel', target, shown),
      outcome: 'refuses',
      reasons: [
        { code: 'access-ztunnel-plaintext', params: {} },
        ...explainAmbientMtls(facts.snapshot, target),
      ],
    }
  const authorizer = facts.findZtunnelAuthorizer(target)
  const told = [...authorizer.policies, ...held.map(({ policy }) => policy)]
  const reasons = [
    ...unsent,
    ...tellConditions(told, 'ZtunnelAccepted'),
    ...(isPlain ? explainAmbientMtls(facts.snapshot, target) : []),
  ]
  const hop = enforce(authorizer, {
    kind: 'ztunnel',
    workload: target,
    client: shown,
    question: connection,
    reasons,
  })
  return refused.includes(true) && hop.outcome === 'passes'
    ? { ...hop, outcome: 'depends', reasons: [{ code: 'access-tls-by-port', params: {} }, ...hop.reasons] }
    : hop
}

/** No port: what holds for ports that no policy names. */
const anyPort = -1

/** Whether plain text is refused on the port that is asked; on each where that is left open. */
function listRefusals(facts: AccessFacts, { target, request }: AccessQuestion): readonly boolean[] {
  const { allowsPlaintext } = facts.findAmbientMtls(target)
  const ports = request.open?.has('port')
    ? [anyPort, ...target.pods.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports))]
    : [request.destination.port]
  return ports.map((port) => !allowsPlaintext(port))
}

/** A sidecar or a gateway, or nothing that enforces anything. */
function askServer(facts: AccessFacts, question: AccessQuestion, client: ClientSide): Hop {
  const { target, request } = question
  if (target.mode === 'none')
    return {
      ...describeHop('server', target, withoutIdentity(client)),
      outcome: findHandshakeFailure(chooseTransport(client.tls, undefined), undefined)
        ? 'refuses'
        : 'not-enforced',
      reasons: [{ code: 'access-server-none', params: {} }],
    }
  if (target.role === 'gateway') return askSidecar(facts, question, client, undefined)
  const mtls = facts.findMtls(target)
  const modes = request.open?.has('port')
    ? [mtls, ...mtls.ports.values()].filter(
        (one, index, all) => all.findIndex(({ mode }) => mode === one.mode) === index,
      )
    : [readPortMtls(mtls, request.destination.port)]
  const hops = modes.map((mode) => askSidecar(facts, question, client, mode))
  return mergeByPort(hops)
}

/** Of a question that leaves the port open: what it is on each port, where ports differ. */
function mergeByPort([first, ...others]: readonly Hop[]): Hop {
  if (!first) throw new Error('a workload has a mode on every port')
  if (others.every(({ outcome }) => outcome === first.outcome)) return first
  return {
    ...first,
    outcome: 'depends',
    reasons: [{ code: 'access-tls-by-port', params: {} }, ...first.reasons],
  }
}

/** @param mtls of the port; absent for gateways, whose servers say it themselves */
function askSidecar(
  facts: AccessFacts,
  question: AccessQuestion,
  client: ClientSide,
  mtls: EffectiveMtls | undefined,
): Hop {
  const { target } = question
  const sent = chooseTransport(client.tls, mtls?.mode ?? 'PERMISSIVE')
  const failure = mtls && findHandshakeFailure(sent, mtls.mode)
  const shown = sent === 'mutual' && !failure ? client : withoutIdentity(client)
  const isMixed = target.mode === 'mixed'
  const mixed: Reason[] = isMixed ? [{ code: 'access-server-mixed', params: {} }] : []
  const hop: Hop =
    mtls && failure
      ? {
          ...describeHop('server', target, shown),
          outcome: 'refuses',
          reasons: [tellFailure(client, mtls.mode), ...mtls.reasons, ...mixed],
        }
      : enforce(facts.findAuthorizer(target), {
          kind: 'server',
          workload: target,
          client: shown,
          question,
          reasons: [...(mtls && shown.principal === undefined ? mtls.reasons : []), ...mixed],
          checkToken: facts.checkToken(target),
        })
  return isMixed && hop.outcome === 'refuses' ? { ...hop, outcome: 'depends' } : hop
}

function tellFailure(client: ClientSide, server: MtlsMode): Reason {
  const code = client.tls === 'none' ? 'access-tls-plaintext-refused' : 'access-tls-conflict'
  return { code, params: { client: client.tls, server } }
}
