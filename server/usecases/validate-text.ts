import { type PreviewProblem, type PreviewVerdict, preview } from '#contract/preview.ts'
import { labelledKinds } from '#server/mesh/checks/check-target.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { type Change, type CheckedChange, checkChange } from '#server/usecases/stages/check-change.ts'
import { previewInMesh } from '#server/usecases/stages/preview-in-mesh.ts'
import { listSchemas, readSchemas, type ServedKinds } from '#server/usecases/stages/read-schemas.ts'

/** What a text is validated with: without a mesh nothing is asked of anybody. */
export interface TextContext {
  readonly adapters: Pick<UseCaseContext['adapters'], 'texts'>
  readonly signal: AbortSignal
  readonly mesh?: UseCaseContext
}

export interface ValidatedText {
  readonly index: number
  readonly line: number
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly verdict: PreviewVerdict
  readonly problems: readonly PreviewProblem[]
}

/**
 * Every document of a text with what is wrong with it: YAML, schema and istiod's own validation; with a mesh by its own
 * schemas, and then also what other objects make of it and the cluster's dry run. Kinds that do not configure the mesh are
 * skipped: a file may hold them too.
 */
export async function validateText(
  { text, namespace }: { readonly text: string; readonly namespace: string | undefined },
  context: TextContext,
): Promise<readonly ValidatedText[]> {
  const { mesh } = context
  const given = { text, namespace, single: false }
  const first = await checkChange(given, context)
  const served =
    mesh &&
    (await readSchemas(
      first.changes.map(({ apiVersion }) => apiVersion),
      mesh,
    ))
  const checked =
    served && (served.kinds.size > 0 || served.missing.length > 0)
      ? await checkChange({ ...given, schemas: listSchemas(served), served }, context)
      : first
  const own = listOwn(checked)
  const judged: ValidatedText[] = []
  for (const [index, problems] of own) {
    const change = checked.changes.find(({ document }) => document.index === index)
    const isBroken = problems.some(({ severity }) => severity === 'error')
    const more = change && mesh && served && !isBroken ? await askMesh(change, served, mesh) : []
    judged.push(presentDocument(index, change, [...problems, ...more]))
  }
  return judged
}

/** The problems of each document, also of those that could not be read. */
function listOwn({ changes, yaml, schema, semantics }: CheckedChange): ReadonlyMap<number, PreviewProblem[]> {
  const own = new Map<number, PreviewProblem[]>(changes.map(({ document }) => [document.index, []]))
  for (const problem of [...yaml, ...schema, ...semantics])
    own.set(problem.document, [...(own.get(problem.document) ?? []), problem])
  return new Map([...own].sort(([one], [other]) => one - other))
}

async function askMesh(
  change: Change,
  served: ServedKinds,
  mesh: UseCaseContext,
): Promise<readonly PreviewProblem[]> {
  const input = preview.input.parse({ yaml: '' })
  const { steps } = await previewInMesh(change, { input, served }, mesh)
  return steps.flatMap(({ problems, verdict }) =>
    verdict === 'refused'
      ? problems.map((problem) => ({ ...problem, severity: 'error' as const }))
      : problems,
  )
}

const skipped = 'target-kind-not-written'
const refusals = ['dry-run-forbidden', 'dry-run-refused', 'dry-run-conflict']

function presentDocument(
  index: number,
  change: Change | undefined,
  given: readonly PreviewProblem[],
): ValidatedText {
  const problems = given.map((problem) =>
    problem.code === skipped ? { ...problem, severity: 'info' as const } : problem,
  )
  const { kind = '', namespace = '', name = '', document } = change ?? {}
  return {
    index,
    line: document?.line ?? problems[0]?.line ?? 1,
    kind,
    namespace,
    name,
    verdict: change && isLabelled(change) && problems.length === 0 ? 'skipped' : judge(problems),
    problems,
  }
}

/** Of which labels and annotations alone are written, and no schema is here. */
function isLabelled({ apiVersion, kind }: Change): boolean {
  return Object.hasOwn(labelledKinds, `${apiVersion}/${kind}`)
}

function judge(problems: readonly PreviewProblem[]): PreviewVerdict {
  if (problems.some(({ code }) => refusals.includes(code))) return 'refused'
  if (problems.some(({ severity }) => severity === 'error')) return 'error'
  if (problems.some(({ severity }) => severity === 'warning')) return 'warning'
  return problems.some(({ code }) => code === skipped) ? 'skipped' : 'ok'
}
