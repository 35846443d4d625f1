import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { ExternalAuthorizer, edge, GatewayRoute } from '#contract/edge.ts'
import { type AccessFacts, indexAccess } from '#server/mesh/access/access-facts.ts'
import { listAuthorizers } from '#server/mesh/edge/list-authorizers.ts'
import { listEgressExceptions, listEgressHosts } from '#server/mesh/edge/list-egress.ts'
import { type GatewayRow, listGatewayWays } from '#server/mesh/edge/list-gateway-ways.ts'
import { listPlugins } from '#server/mesh/edge/list-plugins.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { listUnseenPolicies } from '#server/usecases/stages/list-doubts.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { seesMeshConfig } from '#server/usecases/stages/sees-mesh-config.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof edge>

const mostRoutes = 1_000
const states = ['open', 'depends', 'unknown', 'external', 'certificate', 'closed'] as const

/**
 * The ways in and out of the chosen namespaces. Only the cluster's objects are asked. Throws Problem not-found when none of
 * the asked namespaces is visible, or what the Kubernetes adapter throws.
 */
export const readEdge: UseCase<CallArguments<typeof edge>, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, whole, access, labels } = view
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const meshConfig = adapters.kubernetes.readMeshConfig(cut)
  const seesMesh = seesMeshConfig(cut, whole)
  const facts = indexAccess(cut, meshConfig)
  const gateways = [...chosen.asked]
    .sort()
    .flatMap((namespace) => listWorkloadsOfNamespace(cut, namespace, labels))
    .filter(({ role }) => role === 'gateway')
  const isSeen = (workload: Workload) =>
    listUnseenPolicies({ target: workload }, { cut, access, unseen: status.unseen }).length === 0
  const rows = gateways.flatMap((gateway) => listGatewayWays(facts, gateway, isSeen))
  const ingress = sortByExposure([
    ...rows.filter(({ leadsOut }) => !leadsOut).map(presentWay),
    ...listElsewhere(facts, rows, chosen.asked),
  ])
  const out = sortByExposure(rows.filter(({ leadsOut }) => leadsOut).map(presentWay))
  return {
    asOf: new Date(nowMs).toISOString(),
    ingress: ingress.slice(0, mostRoutes),
    ingressTotal: ingress.length,
    egress: {
      ...(seesMesh ? { policy: meshConfig.outboundTrafficPolicy } : {}),
      routes: out.slice(0, mostRoutes),
      routesTotal: out.length,
      exceptions: listEgressExceptions(facts, chosen.asked).map(({ mode, ...exception }) => ({
        ...exception,
        policy: mode,
      })),
      hosts: listEgressHosts(facts, chosen.asked).map(({ ports, exportTo, through, ...host }) => ({
        ...host,
        ports: ports.map((port) => ({ ...port })),
        exportTo: [...exportTo],
        through: [...through],
      })),
    },
    ...(seesMesh ? { authorizers: presentAuthorizers(facts, access) } : {}),
    plugins: listPlugins(cut, chosen.asked).map(({ reasons, ...plugin }) => ({
      ...plugin,
      reasons: word(reasons),
    })),
    notices: [...tellCluster(status, nowMs), ...chosen.notices],
  }
}

/** Those that are open to strangers first. */
function sortByExposure(routes: readonly GatewayRoute[]): GatewayRoute[] {
  return routes.toSorted(
    (a, b) =>
      states.indexOf(a.exposure) - states.indexOf(b.exposure) ||
      (a.host < b.host ? -1 : a.host > b.host ? 1 : 0),
  )
}

function presentAuthorizers(facts: AccessFacts, access: ViewerAccess): ExternalAuthorizer[] {
  const maySee = (namespace: string) => mayLookInto(access, namespace)
  return listAuthorizers(facts, { maySee }).map(({ reasons, usedBy, ...authorizer }) => ({
    ...authorizer,
    reasons: word(reasons),
    usedBy: [...usedBy],
  }))
}

function presentWay({ workload, server, host, route, exposure }: GatewayRow): GatewayRoute {
  const { namespace, kind, name } = workload
  return {
    gateway: { namespace, kind, name },
    server: server.gateway,
    port: server.port,
    protocol: server.protocol.toUpperCase(),
    ...(server.tlsMode === undefined ? {} : { tls: server.tlsMode }),
    host,
    ...(route ? { route: { ...route, destinations: [...route.destinations] } } : {}),
    exposure: exposure.state,
    reasons: word(exposure.reasons),
  }
}

/** Routes of the chosen namespaces at gateways that are not among these: what those let in is not known. */
function listElsewhere(
  { routing }: AccessFacts,
  rows: readonly GatewayRow[],
  namespaces: ReadonlySet<string>,
): GatewayRoute[] {
  const told = new Set(rows.flatMap(({ route }) => (route ? [`${route.namespace}/${route.name}`] : [])))
  return routing.indexes.virtualServices.all
    .filter(
      ({ metadata, gateways }) =>
        namespaces.has(metadata.namespace) &&
        gateways.some((gateway) => gateway !== 'mesh') &&
        !told.has(`${metadata.namespace}/${metadata.name}`),
    )
    .flatMap(({ metadata: { namespace, name }, hosts }) =>
      hosts.map(
        (host): GatewayRoute => ({
          host,
          route: { namespace, name, takes: '', destinations: [] },
          exposure: 'unknown',
          reasons: word([{ code: 'edge-gateway-unseen', params: {} }]),
        }),
      ),
    )
}

function word(reasons: readonly Reason[]) {
  return reasons.map(({ code, params }) => wordFinding('finding', code, params))
}
