import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { LabelledResult, labelsApply } from '#contract/writing.ts'
import { checkMark } from '#server/mesh/changes/istio-marks.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { applyMarks } from '#server/usecases/stages/apply-marks.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding, wordKey } from '#server/words.ts'

type Input = CallArguments<typeof labelsApply>
type Target = Input['objects'][number]

const mostAtOnce = 6

/**
 * Sets and removes Istio's labels and annotations of many objects, each as the user and by itself: what fails of one is
 * told of that one. Throws Problem invalid for a key, value or object that is none of what may be labelled; then nothing
 * is written.
 */
export const applyLabels: UseCase<Input, CallOutput<typeof labelsApply>> = async (input, context) => {
  const { objects, labels, annotations } = input
  if (Object.keys(labels).length + Object.keys(annotations).length === 0)
    throw describeInvalid([{ path: 'labels', message: wordFinding('finding', 'mark-none', {}).text }])
  const faults = objects.flatMap((target, at) => [...listFaults(target, at, input)])
  if (faults.length > 0) throw describeInvalid(faults)
  const results = await labelAll(input, context)
  return {
    asOf: new Date(context.nowMs).toISOString(),
    results: [...results],
    notices: [...tellCluster(context.adapters.kubernetes.status(), context.nowMs)],
  }
}

function describeInvalid(issues: readonly { path: string; message: string }[]): Problem {
  return new Problem({
    kind: 'invalid',
    code: 'labels-invalid',
    params: { first: issues[0]?.message ?? '' },
    issues: issues.slice(0, 50),
  })
}

function* listFaults({ kind, namespace }: Target, at: number, { labels, annotations }: Input) {
  const path = `objects[${at}]`
  if ((kind === 'Namespace') !== (namespace === undefined))
    yield { path: `${path}.namespace`, message: wordFinding('finding', 'mark-namespace', { kind }).text }
  const owner = kind === 'Namespace' || kind === 'Service' ? kind : 'Pod'
  const given = [
    ...Object.entries(labels).map(([key, value]) => ({ at: 'label' as const, key, value })),
    ...Object.entries(annotations).map(([key, value]) => ({ at: 'annotation' as const, key, value })),
  ]
  for (const mark of given) {
    const fault = checkMark(mark, owner)
    if (fault)
      yield {
        path: `${mark.at}s["${mark.key}"]`,
        message: `${path}: ${wordFinding('finding', fault.code, fault.params).text}`,
      }
  }
}

/** A few at a time, in the order in which they were given. */
async function labelAll(input: Input, context: UseCaseContext): Promise<readonly LabelledResult[]> {
  const results: LabelledResult[] = []
  const waiting = [...input.objects.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, target] = next
      results[at] = await labelOne(target, input, context)
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work))
  return results
}

async function labelOne(target: Target, input: Input, context: UseCaseContext): Promise<LabelledResult> {
  const { kind, namespace = '', name } = target
  const object = { kind, namespace, name }
  try {
    const { outcome, warnings, change } = await applyMarks({ ...input, ...object }, context)
    return { ...object, outcome, warnings: [...warnings], ...(change === undefined ? {} : { change }) }
  } catch (error) {
    if (context.signal.aborted || !isProblem(error)) throw error
    const { code, params, cause } = error
    const words = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : undefined
    const problem = {
      ...{ code, params: { ...params }, kind: error.kind },
      text: wordKey(`problem.${code}.detail`, params),
      ...(words === undefined ? {} : { cause: words.slice(0, 500) }),
    }
    return { ...object, outcome: 'failed', problem, warnings: [] }
  }
}
