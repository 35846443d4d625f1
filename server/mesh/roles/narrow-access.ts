import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import type { Powers } from '#server/mesh/roles/judge-powers.ts'

const reading: readonly Verb[] = ['get', 'list', 'watch']
const narrowed = new WeakMap<ViewerAccess, Map<string, ViewerAccess>>()

/**
 * What a person may do whose role takes some of it away: reading stays as the cluster allows it. The same rights and
 * powers give the same object, by which answers are remembered.
 */
export function narrowAccess(access: ViewerAccess, powers: Powers): ViewerAccess {
  const byPowers = narrowed.get(access) ?? new Map<string, ViewerAccess>()
  narrowed.set(access, byPowers)
  const known = byPowers.get(powers.key)
  if (known) return known
  const narrow: ViewerAccess = {
    viewer: `${access.viewer} ${powers.key}`,
    readOnly: access.readOnly || !powers.mayWriteSomewhere,
    may: (verb, kind, namespace, name) =>
      access.may(verb, kind, namespace, name) && (reading.includes(verb) || powers.mayWrite(namespace ?? '')),
  }
  byPowers.set(powers.key, narrow)
  return narrow
}
