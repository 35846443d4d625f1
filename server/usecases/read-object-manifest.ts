import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { objectManifest } from '#contract/details.ts'
import { isListedKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'

type Input = CallArguments<typeof objectManifest>
type Answer = CallOutput<typeof objectManifest>

/**
 * One object as it is now, read as the viewer: what the viewer may not get, the API server refuses. Throws Problem
 * invalid for a kind that is not shown, and what the Kubernetes adapter throws.
 */
export const readObjectManifest: UseCase<Input, Answer> = async (
  input,
  { adapters, session, nowMs, signal },
) => {
  const { kind, name } = input
  // The console reads of ConfigMaps only the mesh's own: others may hold what is no business of a mesh console.
  if (!isListedKind(kind) || kind === 'ConfigMap')
    throw new Problem({
      kind: 'invalid',
      code: 'kind-not-shown',
      params: { kind },
      issues: [{ path: 'kind', message: 'is not a kind that the console shows' }],
    })
  const { namespaced } = meshKinds[kind]
  if (namespaced && input.namespace === undefined)
    throw new Problem({
      kind: 'invalid',
      code: 'namespace-missing',
      params: { kind },
      issues: [{ path: 'namespace', message: `is needed: ${kind} is of a namespace` }],
    })
  const namespace = namespaced ? (input.namespace ?? '') : ''
  const manifest = await adapters.kubernetes.readObject(session.viewer, { kind, namespace, name }, signal)
  return { asOf: new Date(nowMs).toISOString(), manifest: { ...manifest } }
}
