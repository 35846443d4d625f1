import type { CallOutput } from '#contract/define-call.ts'
import type { Change, history } from '#contract/history.ts'
import type { HistoryAdapter, HistoryStatus, StoredChange } from '#server/adapters/history/types.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { wordFinding, wordKey } from '#server/words.ts'

/** The history of this console. Throws Problem unsupported where none is kept: over files nothing is written. */
export function openedHistory({ adapters }: Pick<UseCaseContext, 'adapters'>): HistoryAdapter {
  if (adapters.history) return adapters.history
  throw new Problem({ kind: 'unsupported', code: 'history-none', adapter: 'history' })
}

export function presentChange(stored: StoredChange): Change {
  const { id, atMs, who, how, action, apiVersion, kind, namespace, name, outcome, changeCount } = stored
  const { reason, failure, undoes, undoneBy, unwatchedSinceMs } = stored
  return {
    ...{ id, who, how, action, apiVersion, kind, namespace, name, outcome, changeCount },
    at: new Date(atMs).toISOString(),
    paths: [...stored.paths],
    ...(reason === undefined ? {} : { reason }),
    ...(failure ? { failure: { ...failure, params: { ...failure.params }, text: word(failure) } } : {}),
    ...(undoes === undefined ? {} : { undoes }),
    ...(undoneBy === undefined ? {} : { undoneBy }),
    ...(unwatchedSinceMs === undefined ? {} : { unwatchedSince: new Date(unwatchedSinceMs).toISOString() }),
  }
}

const word = ({ code, params }: NonNullable<StoredChange['failure']>) =>
  wordKey(`problem.${code}.detail`, params)

/** Where changes are kept; that they end with the process is said where they are shown. */
export function presentStore({
  place,
  problem,
  retentionDays,
  watchedSinceMs,
}: HistoryStatus): Pick<CallOutput<typeof history>, 'store' | 'notices'> {
  const reason = problem ? wordKey(`problem.${problem.code}.title`, problem.params) : undefined
  return {
    store: {
      place,
      retentionDays,
      ...(watchedSinceMs === undefined ? {} : { watchedSince: new Date(watchedSinceMs).toISOString() }),
    },
    notices:
      reason === undefined
        ? []
        : [
            {
              ...wordFinding('notice', 'history-in-memory', { reason }),
              severity: 'info',
              adapter: 'history',
            },
          ],
  }
}
