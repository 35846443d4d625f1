import type { AuditRow } from '#contract/audit.ts'
import type { Notice } from '#contract/words.ts'
import type { AuditStatus, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import { wordFinding, wordKey } from '#server/words.ts'

export function presentAuditRow(event: StoredAuditEvent): AuditRow {
  const { atMs, code, seal, groups = [], namespaces, times = 1, ...same } = event
  return {
    ...same,
    at: new Date(atMs).toISOString(),
    groups: [...groups],
    times,
    ...(namespaces ? { namespaces: [...namespaces] } : {}),
    ...(code === undefined ? {} : { failure: { code, text: wordKey(`problem.${code}.title`, {}) } }),
    ...(seal ? { sealedUpTo: seal.upTo } : {}),
  }
}

/** That nothing can be written now, or that what is ends with the process. */
export function listAuditNotices({ place, problem, waiting }: AuditStatus): readonly Notice[] {
  if (!problem && place !== 'memory') return []
  const words =
    place === 'memory'
      ? wordFinding('notice', 'audit-in-memory', {})
      : wordFinding('notice', 'audit-away', { reason: tellReason(problem?.cause), waiting })
  return [{ ...words, severity: place === 'memory' ? 'info' : 'error', adapter: 'history' }]
}

const longestReason = 200

/** The database's own words, which name no password; that it does not answer where it has none. */
function tellReason(cause: unknown): string {
  const words = cause instanceof Error ? cause.message.trim().replace(/\.$/, '') : ''
  return words === '' ? wordKey('problem.database-away.title', {}) : words.slice(0, longestReason)
}
