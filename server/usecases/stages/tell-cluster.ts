import type { Notice } from '#contract/words.ts'
import type { KubernetesStatus } from '#server/adapters/kubernetes/types.ts'
import { wordFinding, wordKey } from '#server/words.ts'

/** Kinds told in a sentence; the sources' list has them all. */
const mostNamed = 4

/**
 * What must be said of an answer made from a snapshot that is no longer kept: that the API server is away, with the age of
 * what it told last, or which kinds may be old; or that it is of files. Empty while all is followed.
 */
export function tellCluster(status: KubernetesStatus, nowMs: number): readonly Notice[] {
  const { state, problem, unseen, files } = status
  if (files) return [tellFiles(files.takenMs, nowMs)]
  if (state === 'ok' || !problem) return []
  const reason = wordKey(`problem.${problem.code}.title`, problem.params)
  if (state === 'down') {
    const seconds = Math.max(0, Math.round((nowMs - (status.lastGoodMs ?? status.sinceMs)) / 1_000))
    return [tell('cluster-away', { seconds, reason })]
  }
  const failing = unseen.filter((each) => each.reason === 'failing').map(({ kind }) => kind)
  const named = failing.slice(0, mostNamed).join(', ')
  if (failing.length === 0) return []
  return [tell('cluster-partly-away', { kinds: failing.length > mostNamed ? `${named}, …` : named, reason })]
}

function tell(code: string, params: Readonly<Record<string, string | number>>): Notice {
  return { ...wordFinding('notice', code, params), severity: 'warning', adapter: 'kubernetes' }
}

/** No failure, but nothing of it is of now. */
function tellFiles(takenMs: number, nowMs: number): Notice {
  const minutes = Math.max(0, Math.round((nowMs - takenMs) / 60_000))
  const [unit, count] =
    minutes < 120
      ? ['minutes', minutes]
      : minutes < 2_880
        ? ['hours', Math.round(minutes / 60)]
        : ['days', Math.round(minutes / 1_440)]
  const date = `${new Date(takenMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const params = { date, unit, count }
  return { ...wordFinding('notice', 'cluster-of-files', params), severity: 'info', adapter: 'kubernetes' }
}
