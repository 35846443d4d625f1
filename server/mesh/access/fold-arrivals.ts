import { readTransport } from '#server/mesh/traffic/read-transport.ts'

/** A series of the queries of `buildAccessQueries`. */
export interface ArrivalSample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

/** What came from one caller to one workload, a second. */
export interface Arrival {
  /** Of the workload: `namespace/name`. */
  readonly workload: string
  /** '' for plaintext. */
  readonly principal: string
  /** `namespace/name`; absent where nobody knows. */
  readonly source?: string
  /** Whether it came in mutual TLS; absent where nobody tells. */
  readonly isMutual?: boolean
  readonly requests: number
  /** Of the requests those answered with 403, as a proxy answers what its policies refuse. */
  readonly refused: number
  readonly connections: number
}

interface ArrivalFacts {
  readonly requests: readonly ArrivalSample[]
  readonly connections: readonly ArrivalSample[]
  readonly cluster: string
  /** Whether the viewer may learn of a namespace; undefined: of all. */
  readonly mayName: ((namespace: string) => boolean) | undefined
}

const unknown = new Set(['', 'unknown'])
const scheme = 'spiffe://'

/** Arrivals by workload, caller and transport; those of other clusters and of what may not be seen are left out. */
export function foldArrivals({ requests, connections, cluster, mayName }: ArrivalFacts): readonly Arrival[] {
  const folded = new Map<string, Arrival>()
  const add = (samples: readonly ArrivalSample[], as: 'requests' | 'connections') => {
    for (const { metric, value } of samples) {
      const place = readPlace(metric, cluster, mayName)
      if (!place || !Number.isFinite(value) || value <= 0) continue
      const key = JSON.stringify(place)
      const known = folded.get(key) ?? { ...place, requests: 0, refused: 0, connections: 0 }
      const refused = as === 'requests' && metric['response_code'] === '403' ? value : 0
      folded.set(key, { ...known, [as]: known[as] + value, refused: known.refused + refused })
    }
  }
  add(requests, 'requests')
  add(connections, 'connections')
  return [...folded.values()]
}

function readPlace(
  metric: ArrivalSample['metric'],
  cluster: string,
  mayName: ArrivalFacts['mayName'],
): Pick<Arrival, 'workload' | 'principal' | 'source' | 'isMutual'> | undefined {
  const namespace = metric['destination_workload_namespace'] ?? ''
  const name = metric['destination_workload'] ?? ''
  const at = metric['destination_cluster'] ?? ''
  if (unknown.has(namespace) || unknown.has(name) || (!unknown.has(at) && at !== cluster)) return undefined
  if (mayName && !mayName(namespace)) return undefined
  const told = metric['source_principal'] ?? ''
  const principal = unknown.has(told) ? '' : told.startsWith(scheme) ? told.slice(scheme.length) : told
  const ofCaller = /\/ns\/([^/]+)\/sa\//.exec(principal)?.[1]
  if (mayName && ofCaller !== undefined && !mayName(ofCaller)) return undefined
  const sourceNamespace = metric['source_workload_namespace'] ?? ''
  const source = metric['source_workload'] ?? ''
  const isNamed =
    !unknown.has(sourceNamespace) && !unknown.has(source) && (mayName?.(sourceNamespace) ?? true)
  const isMutual = readTransport(metric)
  return {
    workload: `${namespace}/${name}`,
    principal,
    ...(isNamed ? { source: `${sourceNamespace}/${source}` } : {}),
    ...(isMutual === undefined ? {} : { isMutual }),
  }
}
