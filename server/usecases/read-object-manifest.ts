import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { objectManifest } from '#contract/details.ts'
import { nameMachine } from '#server/mesh/objects/fold-workloads.ts'
import { isListedKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

type Input = CallArguments<typeof objectManifest>
type Answer = CallOutput<typeof objectManifest>

/**
 * One object as it is now, read as the viewer: what the viewer may not get, the API server refuses. Of kinds that the
 * console does not know, only what owns pods that the viewer sees. Throws Problem invalid for a kind that is not shown, and
 * what the Kubernetes adapter throws.
 */
export const readObjectManifest: UseCase<Input, Answer> = async (input, context) => {
  const { kind, name } = input
  // The console reads of ConfigMaps only the mesh's own: others may hold what is no business of a mesh console.
  if (!isListedKind(kind)) return readCustomOwner(input, context)
  if (kind === 'ConfigMap') throw describeNotShown(kind)
  const { adapters, session, nowMs, signal } = context
  const { namespaced } = meshKinds[kind]
  if (namespaced && input.namespace === undefined)
    throw new Problem({
      kind: 'invalid',
      code: 'namespace-missing',
      params: { kind },
      issues: [{ path: 'namespace', message: `is needed: ${kind} is of a namespace` }],
    })
  const namespace = namespaced ? (input.namespace ?? '') : ''
  const object = { kind, namespace, name: kind === 'WorkloadEntry' ? await nameEntry(input, context) : name }
  const manifest = await adapters.kubernetes.readObject(session.viewer, object, signal)
  return { asOf: new Date(nowMs).toISOString(), manifest: { ...manifest } }
}

function describeNotShown(kind: string): Problem {
  return new Problem({
    kind: 'invalid',
    code: 'kind-not-shown',
    params: { kind },
    issues: [{ path: 'kind', message: 'is not a kind that the console shows' }],
  })
}

/** A Rollout or the like: where it is served is known from the pods that it owns, and so is that it is no Secret. */
async function readCustomOwner(input: Input, context: UseCaseContext): Promise<Answer> {
  const { kind, namespace = '', name } = input
  const { adapters, session, nowMs, signal } = context
  const owner = (await listOf(namespace, context)).find((each) => each.kind === kind && each.name === name)
  if (owner?.apiVersion === undefined) throw describeNotShown(kind)
  const object = { apiVersion: owner.apiVersion, kind, namespace, name }
  const manifest = await adapters.kubernetes.readForeign(session.viewer, object, signal)
  return { asOf: new Date(nowMs).toISOString(), manifest: { ...manifest } }
}

/** A machine is called as telemetry calls it, which need not be its entry's own name. */
async function nameEntry({ namespace = '', name }: Input, context: UseCaseContext): Promise<string> {
  const { cut } = await readView(context)
  if (cut.find('WorkloadEntry', namespace, name)) return name
  const entry = cut.inNamespace('WorkloadEntry', namespace).find((one) => nameMachine(one) === name)
  return entry?.metadata.name ?? name
}

async function listOf(namespace: string, context: UseCaseContext) {
  return listWorkloadsOfNamespace((await readView(context)).cut, namespace)
}
