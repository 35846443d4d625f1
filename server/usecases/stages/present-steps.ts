import type { PreviewProblem, PreviewStep, PreviewStepName, PreviewVerdict } from '#contract/preview.ts'
import type { Finding } from '#contract/words.ts'
import { wordFinding } from '#server/words.ts'
import type { TextFault } from '#server/workers/text/types.ts'

/** At most so many problems of one step are told. */
const mostProblems = 200

export interface StepFacts {
  readonly name: PreviewStepName
  readonly problems: readonly PreviewProblem[]
  readonly notes?: readonly Finding[]
  /** Where it is not the worst of its problems. */
  readonly verdict?: PreviewVerdict
}

/** A step's verdict is that of its worst problem. */
export function presentStep({ name, problems, notes = [], verdict }: StepFacts): PreviewStep {
  const worst = problems.some(({ severity }) => severity === 'error')
    ? 'error'
    : problems.some(({ severity }) => severity === 'warning')
      ? 'warning'
      : 'ok'
  return { name, verdict: verdict ?? worst, problems: problems.slice(0, mostProblems), notes: [...notes] }
}

export function skipStep(name: PreviewStepName, code: string, params: Finding['params'] = {}): PreviewStep {
  return { name, verdict: 'skipped', problems: [], notes: [wordFinding('finding', code, params)] }
}

export function presentFault(fault: TextFault): PreviewProblem {
  const { code, params } = fault
  return { ...fault, params: { ...params }, message: wordFinding('finding', code, params).text }
}

const order: readonly PreviewVerdict[] = ['ok', 'skipped', 'warning', 'error', 'refused']

/** Skipped steps alone make nothing worse. */
export function judgeWorst(verdicts: readonly PreviewVerdict[]): PreviewVerdict {
  const at = Math.max(0, ...verdicts.map((verdict) => (verdict === 'skipped' ? 0 : order.indexOf(verdict))))
  return order[at] ?? 'ok'
}
