import type { HealthStatus as ContractStatus, Finding } from '#contract/words.ts'
import type { Verdict } from '#server/mesh/health/types.ts'
import { wordFinding } from '#server/words.ts'

/** A verdict with its reasons worded. */
export function presentHealth({ status, reasons }: Verdict): { status: ContractStatus; reasons: Finding[] } {
  return { status, reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)) }
}
