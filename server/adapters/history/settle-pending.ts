import type { ChangeWithVersions, HistoryAdapter, Settlement } from '#server/adapters/history/types.ts'
import type { WatchedCluster } from '#server/adapters/history/watch-changes.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { cutToKept } from '#server/mesh/changes/stored-form.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Settles changes whose process ended between keeping and settling them, by what the cluster has now: what the dry run
 * foretold means that it was stored, what was there before that it was not, and anything else that somebody wrote since.
 * One that cannot be looked at stays pending.
 *
 * @param beforeMs only changes that began before this moment, so that nobody can still be at work on them
 */
export async function settlePending(
  history: HistoryAdapter,
  readStored: WatchedCluster['readStored'],
  beforeMs: number,
): Promise<void> {
  for (const pending of await history.listPending(beforeMs)) {
    const { id } = pending.change
    const settlement = await readStored(pending.change).then(
      (stored) => judgePending(pending, stored),
      () => undefined,
    )
    if (settlement) await history.settle(id, settlement)
  }
}

export function judgePending(
  { change, before, after }: ChangeWithVersions,
  stored: JsonObject | undefined,
): Settlement {
  const version = readText(stored, 'resourceVersion')
  const notStored: Settlement = { outcome: 'failed', failure: { code: 'change-not-stored', params: {} } }
  if (version !== undefined && version === change.baseVersion) return notStored
  const now = stored && cutToKept(stored)
  if (after.kept && isSame(after.object, now))
    return { outcome: 'applied', ...(version === undefined ? {} : { resultVersion: version }) }
  if (before.kept && isSame(before.object, now)) return notStored
  return { outcome: 'unknown' }
}

function isSame(one: JsonObject | undefined, other: JsonObject | undefined): boolean {
  return one === undefined || other === undefined ? one === other : isSameJson(one, other)
}

function readText(object: JsonObject | undefined, field: string): string | undefined {
  const metadata: unknown = object?.['metadata']
  const value: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : undefined
  return typeof value === 'string' ? value : undefined
}
