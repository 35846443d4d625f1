/** One row of the table. */
export interface IstiodRow {
  readonly path: string
  /** What of the answer is compared: of configurations those that somebody applied; see check-requests.ts. */
  readonly part?: 'applied'
  /** The demo leaves it out, answers 501 and names this. Such rows are no agreement and do not count. */
  readonly leftOut?: string
}

const rows = (paths: readonly string[]): readonly IstiodRow[] => paths.map((path) => ({ path }))
const perProxy = ['config_dump', 'edsz', 'ecdsz', 'ndsz', 'sidecarz']

/**
 * What istiod answers without a proxy: what it knows of the cluster, and how it refuses. What its proxies acknowledged is
 * held to recordings, since no proxy runs here.
 */
export const istiodRows: readonly IstiodRow[] = [
  ...rows([
    '/ready',
    '/debug/registryz',
    '/debug/endpointz',
    '/debug/endpointShardz',
    '/debug/authorizationz',
    '/debug/telemetryz',
    '/debug/resourcesz',
    '/debug/clusterz',
    '/debug/networkz',
    '/debug/mcsz',
    '/debug/cachez',
    '/debug/push_status',
    '/debug/mesh',
    '/debug/syncz?namespace=nobody',
    '/debug/nothing',
    '/debug/exportz',
    '/debug/',
    '/nothing',
  ]),
  { path: '/debug/configz', part: 'applied' },
  ...perProxy.flatMap((name) => rows([`/debug/${name}`, `/debug/${name}?proxyID=nope`])),
  { path: '/debug', leftOut: '/debug' },
  ...['instancesz', 'inject', 'ambientz', 'krtz', 'pushcontext'].map((name) => ({
    path: `/debug/${name}`,
    leftOut: `/debug/${name}`,
  })),
]
