import type { ChangeWithVersions, HistoryAdapter, NewChange } from '#server/adapters/history/types.ts'
import type { WatchedCluster } from '#server/adapters/history/watch-changes.ts'
import { diffValues, formatPath } from '#server/mesh/changes/diff-values.ts'
import { noticeMissed } from '#server/mesh/changes/notice-missed.ts'
import { cutToKept } from '#server/mesh/changes/stored-form.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

const mostPaths = 20

/**
 * Keeps what became of objects of the history while no console watched: each is looked at as it is now, beside what was known
 * of it last. Objects of which nothing was ever kept tell nothing. Throws what the history throws.
 */
export async function keepMissed(
  snapshot: MeshSnapshot,
  cluster: WatchedCluster,
  history: HistoryAdapter,
): Promise<void> {
  for (const last of await history.listNewest()) {
    const missed = await describeMissed(last, snapshot, cluster)
    if (missed) await history.keep(missed, 'applied')
  }
}

async function describeMissed(
  { change, after: known }: ChangeWithVersions,
  snapshot: MeshSnapshot,
  cluster: WatchedCluster,
): Promise<NewChange | undefined> {
  const { group, namespace, name, resultVersion: version } = change
  const kind = findMeshKind(change.apiVersion, change.kind)
  if (!kind || !known.kept) return undefined
  const apiVersion = cluster.formatVersion(kind)
  const { object } = known
  const missed = noticeMissed({ kind, namespace, name, version, object }, snapshot, apiVersion)
  if (!missed) return undefined
  const { action } = missed
  // Whole: of annotations the snapshot keeps few. Whoever cannot be asked has not been changed for all that is known.
  const stored = await cluster.readStored({ ...change, apiVersion }).then(
    (found) => ({ found }),
    () => undefined,
  )
  if (!stored || (stored.found === undefined) !== (action === 'remove')) return undefined
  const after = stored.found && cutToKept(stored.found)
  const metadata = snapshot.find(kind, namespace, name)?.metadata
  const differences = action === 'update' ? diffValues(object, after) : []
  return {
    ...{ group, apiVersion, kind: change.kind, namespace, name, action },
    atMs: Date.now(),
    unwatchedSinceMs: change.atMs,
    who: metadata?.managers?.[0] ?? '',
    how: 'elsewhere',
    paths: differences.slice(0, mostPaths).map(({ steps }) => formatPath(steps)),
    changeCount: differences.length,
    resultVersion: metadata?.resourceVersion ?? `removed ${version ?? ''}`,
    ...(object ? { before: object } : {}),
    ...(after ? { after } : {}),
  }
}
