import { randomBytes } from 'node:crypto'
import type {
  ChangeWithVersions,
  HistoryAdapter,
  NewChange,
  StoredVersion,
} from '#server/adapters/history/types.ts'

const mostChanges = 5_000

/** Keeps changes as long as the process lives. */
export function openMemoryHistory(): HistoryAdapter {
  const kept: ChangeWithVersions[] = []
  const version = (object: unknown): StoredVersion => ({
    kept: true,
    // What is given is an object of JSON, or nothing.
    object: object as Readonly<Record<string, unknown>> | undefined,
  })
  const find = (id: string) => kept.findIndex(({ change }) => change.id === id)
  return {
    keep: async ({ before, after, ...change }: NewChange, outcome) => {
      const id = `${change.atMs.toString(36).padStart(9, '0')}${randomBytes(6).toString('hex')}`
      kept.unshift({ change: { ...change, id, outcome }, before: version(before), after: version(after) })
      kept.splice(mostChanges)
      return id
    },
    settle: async (id, settlement) => {
      const at = find(id)
      const known = kept[at]
      if (known?.change.outcome !== 'pending') return
      const { after, ...facts } = { after: undefined, ...settlement }
      kept[at] = {
        ...known,
        change: { ...known.change, ...facts },
        after: after === undefined ? known.after : version(after),
      }
      const undone = settlement.outcome === 'applied' ? find(known.change.undoes ?? '') : -1
      const first = kept[undone]
      if (first) kept[undone] = { ...first, change: { ...first.change, undoneBy: id } }
    },
    list: async ({ seen, name, sinceMs, untilMs, how, after, limit }) =>
      kept
        .map(({ change }) => change)
        .filter(
          (change) =>
            seen.some(
              ({ group, kind, namespaces }) =>
                group === change.group &&
                kind === change.kind &&
                (namespaces === undefined ||
                  namespaces.includes(change.kind === 'Namespace' ? change.name : change.namespace)),
            ) &&
            (name === undefined || name === change.name) &&
            (how === undefined || how === change.how) &&
            change.atMs >= (sinceMs ?? 0) &&
            change.atMs <= (untilMs ?? Number.POSITIVE_INFINITY) &&
            (after === undefined || change.id < after),
        )
        .slice(0, limit),
    read: async (id) => kept[find(id)],
    listPending: async (beforeMs) =>
      kept.filter(({ change }) => change.outcome === 'pending' && change.atMs < beforeMs).reverse(),
    status: () => ({ place: 'memory', retentionDays: 30 }),
    close: async () => undefined,
  }
}
