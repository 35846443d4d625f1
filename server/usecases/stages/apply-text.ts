import type { CallArguments } from '#contract/define-call.ts'
import type { PreviewStep, preview } from '#contract/preview.ts'
import type { Conflict, Written } from '#contract/writing.ts'
import { cutServerFields, orderAsWritten } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { type Base, judgeBase, listTaken } from '#server/usecases/stages/check-base.ts'
import { explainConflict, type Versions } from '#server/usecases/stages/explain-conflict.ts'
import { type PreviewedText, previewText } from '#server/usecases/stages/preview-text.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'
import { type WrittenChange, writeChange } from '#server/usecases/stages/write-change.ts'

export interface TextOrder {
  readonly yaml: string
  readonly operation: 'create' | 'update' | 'remove'
  readonly base?: Base | undefined
  readonly force: boolean
  readonly reason?: string | undefined
  readonly undoes?: string | undefined
  readonly expected?: CallArguments<typeof preview>['expected']
  readonly namespace?: string | undefined
}

/** Of the telemetry by which the preview tells what traffic is touched. */
const rangeSeconds = 60

/**
 * Saves one object from its text: every step of the preview once more, then the base, then who else keeps what would be
 * written, then the write. Throws Problem invalid (`issues` tell what is wrong with the text), refused (the cluster's own
 * words), forbidden (the missing verb), conflict, and what the adapters throw.
 */
export async function applyText(order: TextOrder, context: UseCaseContext): Promise<Written> {
  const previewed = await previewText(
    {
      ...{ yaml: order.yaml, expected: order.expected, namespace: order.namespace, rangeSeconds },
      operation: order.operation === 'remove' ? 'remove' : 'apply',
      dryRun: true,
    },
    context,
  )
  const { planned } = previewed
  if (!planned) throw explainUnplanned(previewed, context)
  const versions = listVersions(planned, order.base)
  const why = judgeBase(planned, order.operation, order.base)
  if (why) throw await explainConflict(why, versions, context)
  if (previewed.answer.steps.some(isOvertaken)) throw await explainNewer(planned, versions, context)
  for (const step of previewed.answer.steps) {
    // What was there before may go back to it, whatever other objects have become meanwhile.
    if (step.name !== 'mesh' || order.undoes === undefined) refuseStep(step, context)
  }
  const taken = order.force ? [] : listTaken(planned)
  if (taken.length > 0) throw await explainConflict('owned', versions, context, taken)
  const { reason, undoes } = order
  const { expected } = previewed
  try {
    const written = await writeChange({ planned, expected, reason, undoes }, context)
    return await presentWritten(planned, previewed, written, context)
  } catch (error) {
    if (isProblem(error) && error.kind === 'conflict') throw await explainNewer(planned, versions, context)
    throw error
  }
}

function listVersions({ change, stored, wanted, operation }: PlannedWrite, base: Base | undefined): Versions {
  const { kind, namespace, name } = change
  const mine = operation === 'remove' ? undefined : wanted
  return { kind, namespace, name, base: base?.object, mine, theirs: stored }
}

/** Nothing is known of what would be written: the text is wrong, or the cluster does not answer. */
function explainUnplanned({ answer, failure }: PreviewedText, context: UseCaseContext): Problem {
  for (const step of answer.steps) refuseStep(step, context)
  if (failure?.kind !== 'forbidden') return failure ?? new Problem({ kind: 'bug', code: 'bug' })
  const [document] = answer.documents
  const { kind = '', namespace = '' } = document ?? {}
  const { identity } = context.session.viewer
  const params = { verb: 'get', resource: kind, namespace: namespace || '*', identity }
  return new Problem({ kind: 'forbidden', code: 'apply-forbidden', params, cause: failure.cause })
}

function refuseStep({ name, verdict, problems, notes }: PreviewStep, { session }: UseCaseContext): void {
  const worst = problems.filter(({ severity }) => severity === 'error')
  const [first] = worst
  if (name === 'dry-run' && verdict === 'skipped') {
    const unavailable = notes.find(({ code }) => code === 'dry-run-unavailable')
    if (unavailable)
      throw new Problem({ kind: 'unavailable', code: 'apply-untried', cause: unavailable.params['text'] })
  }
  if (verdict !== 'error' && verdict !== 'refused') return
  const cause = first?.params['text'] ?? first?.message
  if (first?.code === 'dry-run-forbidden') {
    const { verb = '', resource = '', namespace = '' } = first.params
    const params = { verb, resource, namespace, identity: session.user.name }
    throw new Problem({ kind: 'forbidden', code: 'apply-forbidden', params, cause })
  }
  const issues = worst.map(({ path, line, message }) => ({ path, message: `line ${line}: ${message}` }))
  const facts = { params: { count: worst.length }, issues, cause }
  throw verdict === 'refused'
    ? new Problem({ kind: 'refused', code: 'apply-refused', ...facts })
    : new Problem({ kind: 'invalid', code: 'apply-stopped', ...facts })
}

/** Somebody wrote between what was read and its dry run. */
function isOvertaken({ problems }: PreviewStep): boolean {
  return problems.some(({ code }) => code === 'dry-run-conflict')
}

/** Somebody wrote while this was being written. What is there now is the base of the next try, whatever it says. */
async function explainNewer(
  planned: PlannedWrite,
  versions: Versions,
  context: UseCaseContext,
): Promise<Problem> {
  const { adapters, session, signal } = context
  const theirs = await adapters.kubernetes.readResource(session.viewer, planned.resource, signal)
  const why: Conflict['why'] = !theirs ? 'removed' : planned.operation === 'create' ? 'exists' : 'changed'
  return explainConflict(why, { ...versions, base: planned.stored ?? versions.base, theirs }, context)
}

async function presentWritten(
  planned: PlannedWrite,
  { answer }: PreviewedText,
  { object, change }: WrittenChange,
  { adapters, nowMs, signal }: UseCaseContext,
): Promise<Written> {
  const { apiVersion, kind, namespace, name } = planned.change
  const stored = planned.operation === 'remove' ? undefined : object
  const [yaml = ''] = await adapters.texts.format([stored && orderAsWritten(cutServerFields(stored))], {
    signal,
  })
  const resourceVersion = asRecord(stored?.['metadata'])['resourceVersion']
  const outcomes = { create: 'created', update: 'updated', remove: 'removed', none: 'unchanged' } as const
  return {
    asOf: new Date(nowMs).toISOString(),
    outcome: change === undefined ? 'unchanged' : outcomes[planned.operation],
    object: { apiVersion, kind, namespace, name },
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    yaml,
    ...(change === undefined ? {} : { change }),
    steps: answer.steps,
    notices: answer.notices,
  }
}
