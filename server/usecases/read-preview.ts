import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { PreviewDocument, PreviewProblem, PreviewStep, preview } from '#contract/preview.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { type Change, checkChange } from '#server/usecases/stages/check-change.ts'
import { judgeWorst, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'

type Input = CallArguments<typeof preview>
type Answer = CallOutput<typeof preview>

/**
 * What saving a text would mean, step by step; nothing is stored. Whatever is wrong with the text is part of the answer:
 * it throws only what keeps the console from answering at all.
 */
export const readPreview: UseCase<Input, Answer> = async (input, context) => {
  const { yaml: text, expected, namespace } = input
  const checked = await checkChange({ text, expected, namespace, single: true }, context)
  const steps = [
    presentStep({ name: 'yaml', problems: checked.yaml }),
    presentStep({ name: 'schema', problems: checked.schema }),
    presentStep({ name: 'semantics', problems: checked.semantics }),
  ]
  const left = skipAfterErrors(steps)
  return {
    asOf: new Date(context.nowMs).toISOString(),
    verdict: judgeWorst(left.map(({ verdict }) => verdict)),
    documents: checked.changes.map((change) => presentDocument(change, left)),
    steps: [
      ...left,
      ...(['mesh', 'dry-run', 'diff', 'blast-radius'] as const).map((name) =>
        skipStep(name, 'preview-after-errors'),
      ),
    ],
    diff: { objects: [] },
    blastRadius: emptyRadius(input.rangeSeconds),
    notices: [],
  }
}

/** What comes after an error is not asked, and says so. */
function skipAfterErrors(steps: readonly PreviewStep[]): readonly PreviewStep[] {
  const broken = steps.findIndex(({ verdict }) => verdict === 'error')
  return steps.map((step, index) =>
    broken >= 0 && index > broken && step.problems.length === 0
      ? skipStep(step.name, 'preview-after-errors')
      : step,
  )
}

function presentDocument(change: Change, steps: readonly PreviewStep[]): PreviewDocument {
  const { document, apiVersion, kind, namespace, name } = change
  const own = (problem: PreviewProblem) => problem.document === document.index
  const levels = steps.flatMap(({ problems }) => problems.filter(own).map(({ severity }) => severity))
  return {
    index: document.index,
    line: document.line,
    apiVersion,
    kind,
    namespace,
    name,
    operation: 'unknown',
    verdict: levels.includes('error') ? 'error' : levels.includes('warning') ? 'warning' : 'ok',
  }
}

function emptyRadius(rangeSeconds: number): Answer['blastRadius'] {
  return {
    summary: [],
    workloads: [],
    routes: [],
    edges: [],
    counts: { workloads: 0, routes: 0, edges: 0, refusedClients: 0 },
    movedPerSecond: 0,
    refusedPerSecond: 0,
    rangeSeconds,
  }
}
