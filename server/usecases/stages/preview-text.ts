import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { PreviewDocument, PreviewProblem, PreviewStep, preview } from '#contract/preview.ts'
import type { Finding } from '#contract/words.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { type Change, type CheckedChange, checkChange } from '#server/usecases/stages/check-change.ts'
import { buildEmptyRadius } from '#server/usecases/stages/predict-radius.ts'
import { judgeWorst, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'
import { type InMesh, previewInMesh } from '#server/usecases/stages/preview-in-mesh.ts'
import { listSchemas, readSchemas, type ServedKinds } from '#server/usecases/stages/read-schemas.ts'
import { tellNoSave } from '#server/usecases/stages/tell-no-save.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof preview>
type Answer = CallOutput<typeof preview>

export interface PreviewedText {
  readonly answer: Answer
  /** The write that saving is, by what is stored now; absent where the text or the cluster does not tell. */
  readonly planned?: NonNullable<InMesh['planned']>
  /** Why the cluster does not answer. */
  readonly failure?: InMesh['failure']
  /** As it would be stored, by the cluster's dry run. */
  readonly expected?: Readonly<Record<string, unknown>>
}

/**
 * Takes every step of the preview of a text; nothing is stored. Whatever is wrong with the text is part of the answer, and
 * so is a source that does not answer: it throws only when the caller goes away.
 */
export async function previewText(input: Input, context: UseCaseContext): Promise<PreviewedText> {
  const { checked, served } = await checkByCluster(input, context)
  const first = skipAfterErrors([
    presentStep({ name: 'yaml', problems: checked.yaml }),
    presentStep({ name: 'schema', problems: checked.schema, notes: tellSchemas(served) }),
    presentStep({ name: 'semantics', problems: checked.semantics }),
  ])
  const [change] = checked.changes
  const isBroken = first.some(({ verdict }) => verdict === 'error')
  const inMesh = !isBroken && change ? await previewInMesh(change, { input, served }, context) : undefined
  const mayNotSave = inMesh && change ? await tellNoSave(change, inMesh.operation, context) : undefined
  const steps = [
    ...first,
    ...(inMesh?.steps ??
      (['mesh', 'dry-run', 'diff', 'blast-radius'] as const).map((name) =>
        skipStep(name, 'preview-after-errors'),
      )),
  ]
  const answer: Answer = {
    asOf: new Date(context.nowMs).toISOString(),
    verdict: judgeWorst(steps.map(({ verdict }) => verdict)),
    documents: checked.changes.map((each) =>
      presentDocument(each, steps, each === change ? inMesh?.operation : undefined),
    ),
    steps,
    diff: { objects: inMesh?.diff ? [inMesh.diff] : [] },
    blastRadius: inMesh?.radius ?? buildEmptyRadius(input.rangeSeconds),
    ...(mayNotSave ? { mayNotSave } : {}),
    notices: [...(inMesh?.notices ?? [])],
  }
  return {
    answer,
    ...(inMesh?.planned && { planned: inMesh.planned }),
    ...(inMesh?.failure && { failure: inMesh.failure }),
    ...(inMesh?.expected && { expected: inMesh.expected }),
  }
}

/**
 * Checks a text by the cluster's own schemas. They are read of the groups that the text names, so a text of a group that
 * was not met before is checked twice.
 */
async function checkByCluster({ yaml: text, expected, namespace }: Input, context: UseCaseContext) {
  const given = { text, expected, namespace, single: true }
  const first = await checkChange(given, context)
  const served = await readSchemas(
    first.changes.map(({ apiVersion }) => apiVersion),
    context,
  )
  const checked: CheckedChange =
    served.kinds.size > 0 || served.missing.length > 0
      ? await checkChange({ ...given, schemas: listSchemas(served), served }, context)
      : first
  return { checked, served }
}

function tellSchemas({ failure }: ServedKinds): readonly Finding[] {
  return failure ? [wordFinding('finding', 'preview-own-schemas', { reason: failure })] : []
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

function presentDocument(
  change: Change,
  steps: readonly PreviewStep[],
  operation: PreviewDocument['operation'] = 'unknown',
): PreviewDocument {
  const { document, apiVersion, kind, namespace, name } = change
  const own = (problem: PreviewProblem) => problem.document === document.index
  const touched = steps.filter(({ problems }) => problems.some(own))
  return {
    index: document.index,
    line: document.line,
    apiVersion,
    kind,
    namespace,
    name,
    operation,
    verdict: judgeWorst(touched.map(({ verdict }) => verdict)),
  }
}
