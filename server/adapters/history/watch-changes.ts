import { keepMissed } from '#server/adapters/history/keep-missed.ts'
import { settlePending } from '#server/adapters/history/settle-pending.ts'
import type { HistoryAdapter, NewChange, StoredChange } from '#server/adapters/history/types.ts'
import { diffValues, formatPath } from '#server/mesh/changes/diff-values.ts'
import { type NoticedChange, noticeChanges } from '#server/mesh/changes/notice-changes.ts'
import { type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The cluster, as far as the history looks at it: as the console itself. */
export interface WatchedCluster {
  peekSnapshot(): MeshSnapshot | undefined
  onChange(listen: () => void): () => void
  /** An object as it is stored, whole; undefined where there is none. Throws Problem. */
  readStored(
    object: Pick<StoredChange, 'apiVersion' | 'kind' | 'group' | 'namespace' | 'name'>,
  ): Promise<JsonObject | undefined>
  /** `networking.istio.io/v1`, at the best version that the cluster serves. */
  formatVersion(kind: MeshKind): string
}

export interface ChangeWatch {
  /** When the first look was; undefined before it. */
  sinceMs(): number | undefined
  stop(): Promise<void>
}

const settleEveryMs = 30_000
/** Longer than a write may take: nobody is at work on what is older. */
const pendingForMs = 90_000
const mostPaths = 20

/**
 * Keeps what is changed elsewhere, as the snapshots show it, and at first what was while nobody watched, and settles what a
 * crash left pending. Events that come while
 * the database is away are kept when it is back: the last snapshot that was told of stays the one that is compared with.
 */
export function watchChanges(
  cluster: WatchedCluster,
  history: HistoryAdapter,
  options: { readonly onFailure: (error: unknown) => void },
): ChangeWatch {
  let last: MeshSnapshot | undefined
  let sinceMs: number | undefined
  let isAsked = false
  let isStopped = false
  const look = async () => {
    const now = cluster.peekSnapshot()
    if (!now || now === last) return
    if (last) {
      for (const change of noticeChanges(last, now, cluster.formatVersion)) {
        if (isStopped) return
        if (await isReal(change, cluster)) await history.keep(describe(change), 'applied')
      }
    } else await keepMissed(now, cluster, history)
    sinceMs ??= Date.now()
    last = now
  }
  /** One look at a time; what happens meanwhile is seen by the next. */
  let work = Promise.resolve()
  const ask = () => {
    if (isAsked || isStopped) return
    isAsked = true
    work = work.then(async () => {
      isAsked = false
      await look().catch(options.onFailure)
    })
  }
  const forget = cluster.onChange(ask)
  ask()
  const timer = setInterval(() => {
    // Also looks again at what could not be kept.
    ask()
    work = work.then(() =>
      settlePending(history, cluster.readStored, Date.now() - pendingForMs).catch(options.onFailure),
    )
  }, settleEveryMs)
  timer.unref()
  return {
    sinceMs: () => sinceMs,
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      forget()
      await work
    },
  }
}

/** An object that is not to be seen any more is not removed by that. */
async function isReal({ kind, action, metadata }: NoticedChange, cluster: WatchedCluster): Promise<boolean> {
  if (action !== 'remove') return true
  const { namespace, name } = metadata
  const { group } = meshKinds[kind]
  const object = { apiVersion: cluster.formatVersion(kind), kind: nameKind(kind), group, namespace, name }
  return cluster.readStored(object).then(
    (stored) => stored === undefined,
    () => false,
  )
}

function describe({ kind, action, metadata, before, after }: NoticedChange): NewChange {
  const differences = diffValues(before ?? {}, after ?? {})
  const { namespace, name, resourceVersion, uid, managers = [] } = metadata
  return {
    group: meshKinds[kind].group,
    apiVersion: String((after ?? before)?.['apiVersion'] ?? ''),
    ...{ kind: nameKind(kind), namespace, name, action },
    atMs: Date.now(),
    // Of a removal nothing tells who did it.
    who: action === 'remove' ? '' : (managers[0] ?? ''),
    how: 'elsewhere',
    paths: action === 'update' ? differences.slice(0, mostPaths).map(({ steps }) => formatPath(steps)) : [],
    changeCount: action === 'update' ? differences.length : 0,
    resultVersion: action === 'remove' ? `removed ${uid}` : resourceVersion,
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
  }
}
