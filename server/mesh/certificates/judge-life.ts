import type { Reason } from '#server/mesh/health/types.ts'

/** What a certificate is for: a workload's own, one that a gateway serves to the outside, or one that signs others. */
export type CertificateRole = 'workload' | 'served' | 'intermediate' | 'root'

export interface Life {
  readonly state: 'valid' | 'overdue' | 'ending' | 'expired' | 'not-yet'
  readonly reasons: readonly Reason[]
}

const dayMs = 86_400_000
/** Time to plan, issue and hand out the next authority, or to renew what people renew by hand. */
const noticeMs = 30 * dayMs
/** Of a workload's certificate; by then it was due for a tenth of its life. */
const overdueShare = 0.4

/**
 * How far a certificate is in its life. A workload's is fetched anew when half of it has passed (istio.io,
 * `pilot-agent`, SECRET_GRACE_PERIOD_RATIO 0.5, and jitter of 0.01; ztunnel `src/identity/manager.rs` likewise), so one
 * of which less is left than `overdueShare` was not renewed when it was due.
 *
 * @param notBeforeMs absent where only the end is known: then nothing can be overdue
 */
export function judgeLife(
  { notBeforeMs, notAfterMs }: { readonly notBeforeMs?: number | undefined; readonly notAfterMs: number },
  role: CertificateRole,
  nowMs: number,
): Life {
  const leftMs = notAfterMs - nowMs
  if (leftMs <= 0) return { state: 'expired', reasons: [{ code: 'certificate-expired', params: {} }] }
  if (notBeforeMs !== undefined && notBeforeMs > nowMs)
    return { state: 'not-yet', reasons: [{ code: 'certificate-not-yet', params: {} }] }
  if (role === 'workload') {
    const isOverdue = notBeforeMs !== undefined && leftMs < overdueShare * (notAfterMs - notBeforeMs)
    return isOverdue
      ? { state: 'overdue', reasons: [{ code: 'certificate-overdue', params: {} }] }
      : { state: 'valid', reasons: [] }
  }
  return leftMs < noticeMs
    ? { state: 'ending', reasons: [{ code: `certificate-ending-${role}`, params: {} }] }
    : { state: 'valid', reasons: [] }
}
