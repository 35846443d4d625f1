import type { PreviewDocument } from '#contract/preview.ts'
import type { Finding } from '#contract/words.ts'
import type { Verb } from '#server/mesh/objects/access.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Change } from '#server/usecases/stages/check-change.ts'
import { tellNoVerb } from '#server/usecases/stages/explain-rights.ts'

const verbs: Readonly<Record<PreviewDocument['operation'], readonly Verb[]>> = {
  create: ['create'],
  update: ['patch', 'update'],
  none: ['patch', 'update'],
  remove: ['delete'],
  // What is there could not be read: it would be the one or the other.
  unknown: ['create', 'patch', 'update'],
}

/**
 * Why the person may not save a text, in the words that the write would be refused with; undefined where it may be tried, or
 * where the rights are not known, of which the write itself tells.
 */
export async function tellNoSave(
  { apiVersion, kind, namespace, name }: Pick<Change, 'apiVersion' | 'kind' | 'namespace' | 'name'>,
  operation: PreviewDocument['operation'],
  context: Pick<UseCaseContext, 'adapters' | 'config' | 'session' | 'signal'>,
): Promise<Finding | undefined> {
  const { adapters, session, signal } = context
  try {
    const access = await adapters.kubernetes.readAccess(session.viewer, signal)
    const place = kind === 'Namespace' ? name : namespace
    const object = { kind: findMeshKind(apiVersion, kind), namespace: place, name }
    return tellNoVerb(context, access, object, verbs[operation])
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return undefined
  }
}
