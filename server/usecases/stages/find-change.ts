import type { ChangeWithVersions } from '#server/adapters/history/types.ts'
import type { ResourceName } from '#server/adapters/kubernetes/types.ts'
import { type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { keptKinds, listSeenKinds } from '#server/usecases/stages/list-seen-kinds.ts'
import { openedHistory } from '#server/usecases/stages/present-change.ts'

export interface FoundChange extends ChangeWithVersions {
  readonly kind: MeshKind
  /** Where the object is, or was. */
  readonly resource: ResourceName
}

/** One change that the viewer may see. Throws Problem not-found for any other, and what the adapters throw. */
export async function findChange(id: string, context: UseCaseContext): Promise<FoundChange> {
  const { adapters, session, signal } = context
  const [found, access] = await Promise.all([
    openedHistory(context).read(id),
    adapters.kubernetes.readAccess(session.viewer, signal),
  ])
  const change = found?.change
  const kind = keptKinds.find(
    (each) => nameKind(each) === change?.kind && meshKinds[each].group === change.group,
  )
  const place = change?.kind === 'Namespace' ? change.name : (change?.namespace ?? '')
  const isSeen =
    change !== undefined &&
    listSeenKinds(access, [place], true).some(
      (seen) =>
        seen.kind === change.kind &&
        seen.group === change.group &&
        (seen.namespaces === undefined || seen.namespaces.includes(place)),
    )
  if (!found || !kind || !isSeen)
    throw new Problem({ kind: 'not-found', code: 'change-not-found', params: { id } })
  const { apiVersion, namespace, name } = found.change
  return { ...found, kind, resource: { apiVersion, plural: meshKinds[kind].resource, namespace, name } }
}
