import { judgeSync, type SyncVerdict } from '#server/mesh/health/judge-sync.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'
import type { Pod } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** By `namespace/pod`. */
export type SyncByPod = ReadonlyMap<string, ProxySync>

export interface SyncSum {
  /** Refused by any proxy, else not yet taken by any, else taken by all. */
  readonly state: 'synced' | 'behind' | 'refused'
  /** None where all is taken. */
  readonly reasons: readonly Reason[]
}

/** Longer words of a proxy are cut: they name every listener that it did not like. */
const mostWords = 400
/** More workloads are counted. */
const mostNamed = 5

/**
 * Whether the proxies of some pods have what istiod sent them, all types together; undefined where istiod knows none of
 * them. What was never sent is no fault (see judgeSync).
 */
export function sumSync(
  pods: readonly Pick<Pod, 'metadata'>[],
  byPod: SyncByPod | undefined,
): SyncSum | undefined {
  const proxies = pods.flatMap(({ metadata }) => {
    const told = byPod?.get(`${metadata.namespace}/${metadata.name}`)
    return told ? [judgeSync(told.pushes)] : []
  })
  if (proxies.length === 0) return undefined
  const reasons = [...explain('sync-refused', 'ERROR', proxies), ...explain('sync-behind', 'STALE', proxies)]
  const [first] = reasons
  return { state: first ? (first.code === 'sync-refused' ? 'refused' : 'behind') : 'synced', reasons }
}

function explain(
  code: 'sync-refused' | 'sync-behind',
  state: SyncVerdict['state'],
  proxies: readonly (readonly SyncVerdict[])[],
): readonly Reason[] {
  const faults = proxies.map((types) => types.filter((each) => each.state === state))
  const count = faults.filter(({ length }) => length > 0).length
  if (count === 0) return []
  const all = faults.flat()
  const types = [...new Set(all.map(({ type }) => type))].join(', ')
  const words = all.find(({ error }) => error)?.error?.slice(0, mostWords)
  return [{ code, params: { count, proxies: proxies.length, types, words: words ?? '' } }]
}

const worseStates = [
  { state: 'refused', code: 'sync-workloads-refused' },
  { state: 'behind', code: 'sync-workloads-behind' },
] as const

/** Of a namespace or an application: the worst of its workloads, and which of them it is. */
export function sumSyncOfWorkloads(
  workloads: readonly Pick<Workload, 'name' | 'pods'>[],
  byPod: SyncByPod | undefined,
): SyncSum | undefined {
  const sums = workloads.flatMap(({ name, pods }) => {
    const sum = sumSync(pods, byPod)
    return sum ? [{ name, ...sum }] : []
  })
  if (sums.length === 0) return undefined
  const reasons = worseStates.flatMap(({ state, code }): readonly Reason[] => {
    const names = sums.filter((sum) => sum.state === state).map(({ name }) => name)
    if (names.length === 0) return []
    const named = names.slice(0, mostNamed).join(', ')
    return [
      {
        code,
        params: { count: names.length, names: named, more: Math.max(0, names.length - mostNamed) },
      },
    ]
  })
  const worst = worseStates.find(({ state }) => sums.some((sum) => sum.state === state))
  return { state: worst?.state ?? 'synced', reasons }
}
