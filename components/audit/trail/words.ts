import type { AuditAct, AuditRow } from '#contract/audit.ts'

/** In the order in which they are offered. */
export const auditActs = [
  ...(['sign-in', 'sign-out', 'identity', 'read', 'preview', 'write'] as const),
  ...(['refusal', 'seal', 'gap'] as const),
] as const satisfies readonly AuditAct[]
export const auditOutcomes = [
  'done',
  'failed',
  'refused',
  'begun',
] as const satisfies readonly AuditRow['outcome'][]
