import type { ProxyPush } from '#server/mesh/objects/proxy-sync.ts'

export type SyncState = 'SYNCED' | 'STALE' | 'NOT_SENT' | 'ERROR'

export interface SyncVerdict {
  /** CDS, LDS, EDS, RDS, … as istioctl writes them. */
  readonly type: string
  readonly state: SyncState
  readonly error?: string
}

/** In the order of istioctl's columns; what is not listed comes after, by its own name (pkg/model xds.go GetShortType). */
const shortTypes: readonly (readonly [string, string])[] = [
  ['envoy.config.cluster.v3.Cluster', 'CDS'],
  ['envoy.config.listener.v3.Listener', 'LDS'],
  ['envoy.config.endpoint.v3.ClusterLoadAssignment', 'EDS'],
  ['envoy.config.route.v3.RouteConfiguration', 'RDS'],
  ['envoy.config.core.v3.TypedExtensionConfig', 'ECDS'],
  ['envoy.extensions.transport_sockets.tls.v3.Secret', 'SDS'],
  ['istio.workload.Address', 'WDS'],
  ['istio.workload.Workload', 'WDS'],
  ['istio.security.Authorization', 'WADS'],
]

/**
 * Whether a proxy has what it was sent, type by type. The rule is istioctl's (istioctl/pkg/writer/pilot/status.go and
 * statusgen.go): an error it answered with, then nothing sent, then whether the nonces are the same.
 */
export function judgeSync(pushes: readonly ProxyPush[]): readonly SyncVerdict[] {
  const rank = (type: string) => {
    const at = shortTypes.findIndex(([, short]) => short === type)
    return at < 0 ? shortTypes.length : at
  }
  return pushes
    .map(({ typeUrl, ...push }) => ({ type: shorten(typeUrl), ...judge(push) }))
    .sort((a, b) => rank(a.type) - rank(b.type) || (a.type < b.type ? -1 : 1))
}

function judge({ sent, acked, lastError }: Omit<ProxyPush, 'typeUrl'>): Omit<SyncVerdict, 'type'> {
  if (lastError) return { state: 'ERROR', error: lastError }
  if (!sent) return { state: 'NOT_SENT' }
  return { state: sent === acked ? 'SYNCED' : 'STALE' }
}

function shorten(typeUrl: string): string {
  const name = typeUrl.replace(/^type\.googleapis\.com\//, '')
  return shortTypes.find(([full]) => full === name)?.[1] ?? name.split('.').at(-1) ?? name
}
