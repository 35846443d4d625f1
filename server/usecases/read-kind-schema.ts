import type { kindSchema } from '#contract/config.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { isConfigKind, isListedKind, type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import { findSchema } from '#server/mesh/schemas/custom-kinds.ts'
import { cutSchema } from '#server/mesh/schemas/cut-schema.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof kindSchema>

/**
 * The fields of a kind that configures the mesh, by the cluster's own OpenAPI v3, which the preview judges by too. Where that cannot
 * be read, by the CRDs that this build knows, which the answer says. Throws Problem invalid for other kinds, unsupported
 * for one that the cluster does not serve.
 */
export const readKindSchema: UseCase<CallArguments<typeof kindSchema>, Answer> = async (
  { kind: word, apiVersion },
  context,
) => {
  const kind = apiVersion === undefined ? word : (findMeshKind(apiVersion, word) ?? '')
  if (!isListedKind(kind) || !isConfigKind(kind))
    throw new Problem({
      kind: 'invalid',
      code: 'kind-not-shown',
      params: { kind: word },
      issues: [{ path: 'kind', message: 'is not a kind that configures the mesh' }],
    })
  const { kubernetes } = context.adapters
  await kubernetes.readSnapshot(context.signal)
  const versions = kubernetes.listVersions(kind)
  const version = versions[0]
  if (version === undefined)
    throw new Problem({
      kind: 'unsupported',
      code: 'kubernetes-kind-not-served',
      params: { kind: nameKind(kind) },
      adapter: 'kubernetes',
    })
  const { schema, notices } = await gatherSchema(kind, version, context)
  const { group, namespaced } = meshKinds[kind]
  return {
    kind: nameKind(kind),
    apiVersion: `${group}/${version}`,
    versions: [...versions],
    namespaced,
    schema: cutSchema(schema, { namespaced }),
    notices,
  }
}

async function gatherSchema(
  kind: MeshKind,
  version: string,
  { adapters: { kubernetes }, signal }: UseCaseContext,
): Promise<{ readonly schema: unknown; readonly notices: Answer['notices'] }> {
  const { group } = meshKinds[kind]
  const word = nameKind(kind)
  const known = findSchema(group, version, word)
  try {
    const { kinds } = await kubernetes.readServedKinds([`${group}/${version}`], signal)
    const served = kinds.get(`${group}/${version}/${word}`)
    if (served) return { schema: served.described, notices: [] }
  } catch (error) {
    if (signal.aborted || !isProblem(error) || !known) throw error
  }
  return {
    schema: known ?? {},
    notices: [
      {
        ...wordFinding('notice', known ? 'schema-of-build' : 'schema-unknown', { kind: word, version }),
        severity: 'info',
        adapter: 'kubernetes',
      },
    ],
  }
}
