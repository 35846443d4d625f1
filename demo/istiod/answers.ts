import type { ClusterView } from '#demo/istiod/cluster-view.ts'
import { buildAssignments, buildConfigDump, findProxy } from '#demo/istiod/config-dump/build-dump.ts'
import { listVisibleServices } from '#demo/istiod/config-dump/visible-services.ts'
import { presentEndpoints } from '#demo/istiod/endpoints.ts'
import { buildAuthorizations, buildTelemetries, configKinds, listConfigs } from '#demo/istiod/kinds.ts'
import { readMeshConfig } from '#demo/istiod/mesh-config.ts'
import { buildPushStatus } from '#demo/istiod/push-status.ts'
import { presentRegistry } from '#demo/istiod/registry.ts'
import { listConnections, listSyncStatus } from '#demo/istiod/sync-status.ts'
import type { PlainAnswer } from '#demo/sick-answers.ts'
import { istioVersion } from '#demo/world/control-plane.ts'

export type IstiodAnswer = PlainAnswer

const plain = 'text/plain; charset=utf-8'

/** What `/ready` says before every readiness probe has passed (pilot/pkg/bootstrap/server.go, istiodReadyHandler). */
export const notReady: IstiodAnswer = { code: 503, contentType: plain, body: '' }

/** As Go's http.Error: the words and a line feed. */
const refuse = (code: number, words: string): IstiodAnswer => ({
  code,
  contentType: plain,
  body: `${words}\n`,
})

type Build = (view: ClusterView, query: URLSearchParams) => unknown

/** The debug endpoints that need no proxy to be named. */
const debug: Readonly<Record<string, Build>> = {
  adsz: (view) => listConnections(view, true),
  authorizationz: (view) => buildAuthorizations(view, 'istio-system'),
  cachez: () => ({}),
  clusterz: (view) => [{ id: view.world.cluster, secretName: '', syncStatus: 'synced' }],
  configz: listConfigs,
  connections: (view) => listConnections(view, false),
  endpointShardz: presentEndpoints,
  endpointz: presentEndpoints,
  mcsz: () => null,
  mesh: readMeshConfig,
  networkz: () => null,
  push_status: buildPushStatus,
  registryz: presentRegistry,
  resourcesz: () => configKinds,
  syncz: (view, query) => listSyncStatus(view, query.get('namespace')),
  telemetryz: (view) => buildTelemetries(view, 'istio-system'),
}

/** What the real one tells and the demo does not. */
const leftOut: ReadonlySet<string> = new Set(['ambientz', 'inject', 'instancesz', 'krtz', 'pushcontext'])

/** Those that are about one proxy. */
const perProxy = ['config_dump', 'ecdsz', 'edsz', 'ndsz', 'sidecarz'] as const

/**
 * Answers a path of istiod's ports 8080 and 15014 (pilot/pkg/xds/debug.go). It is asked from loopback, as through a
 * port-forward, so it asks for no token. undefined for what the demo does not imitate.
 */
export function answerIstiod(
  view: ClusterView,
  path: string,
  query: URLSearchParams,
  readMetrics: () => string,
): IstiodAnswer | undefined {
  if (path === '/ready') return { code: 200, contentType: plain, body: '' }
  if (path === '/version') return { code: 200, contentType: plain, body: `${istioVersion}-b2f1a3c-Clean` }
  if (path === '/metrics') {
    return {
      code: 200,
      contentType: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
      body: readMetrics(),
    }
  }
  if (path === '/debug') return undefined
  const [, name] = /^\/debug\/([^/]+)$/.exec(path) ?? []
  if (name === undefined) return refuse(404, '404 page not found')
  if (leftOut.has(name)) return undefined
  const json = (body: unknown): IstiodAnswer => ({
    code: 200,
    contentType: 'application/json',
    body: query.has('pretty') ? JSON.stringify(body, null, 2) : JSON.stringify(body),
  })
  if (name === 'list') return json([...Object.keys(debug), ...perProxy].sort())
  const build = Object.hasOwn(debug, name) ? debug[name] : undefined
  if (build) return json(build(view, query))
  if (!perProxy.some((known) => known === name)) return refuse(404, '404 page not found')
  const id = query.get('proxyID') ?? ''
  if (id === '') return refuse(400, 'You must provide a proxyID in the query string')
  const pod = findProxy(view, id)
  if (!pod) {
    return refuse(404, 'Proxy not connected to this Pilot instance. It may be connected to another instance.')
  }
  switch (name) {
    case 'config_dump':
      return json(buildConfigDump(view, pod, query.has('include_eds')))
    case 'edsz':
      return json({
        configs: buildAssignments(
          view,
          listVisibleServices(view, pod).map(({ hostname }) => hostname),
        ).map(({ endpointConfig }) => endpointConfig),
      })
    case 'sidecarz':
      return json({
        name: `${pod.namespace}/default-sidecar`,
        namespace: pod.namespace,
        services: listVisibleServices(view, pod).map(({ hostname }) => hostname),
      })
    default:
      return json({})
  }
}
