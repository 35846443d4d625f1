import type { Diagnostics } from '#contract/diagnostics.ts'
import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

const changing: readonly Verb[] = ['create', 'update', 'patch', 'delete']

/** What a viewer may do to each kind: everywhere, or in how many of the namespaces. */
export function tellRights(
  access: Pick<ViewerAccess, 'may'>,
  kinds: Iterable<MeshKind>,
  namespaces: readonly string[],
): Diagnostics['rights'] {
  return [...kinds].sort().map((kind) => {
    const reach = (verbs: readonly Verb[]) => {
      const mayAll = (namespace?: string) => verbs.every((verb) => access.may(verb, kind, namespace))
      const everywhere = mayAll()
      const within = meshKinds[kind].namespaced ? namespaces : []
      return { everywhere, namespaces: everywhere ? 0 : within.filter(mayAll).length }
    }
    return { kind, list: reach(['list']), change: reach(changing) }
  })
}
