import type { Person } from '#server/adapters/sessions/types.ts'
import { Problem } from '#server/problem.ts'

const longest = 500
const mostGroups = 500
/** Nothing that could end a header or hide in a list. */
const printable = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u

/**
 * The person whom the console's account may ask in the name of. Names of Kubernetes itself are nobody's to claim: groups
 * that begin with `system:` are left out, as kube-apiserver's own authenticators want a prefix for. Throws Problem
 * unauthenticated for a name that is none.
 */
export function checkPerson({ name, groups }: Pick<Person, 'name' | 'groups'>): Person {
  if (!isUsable(name)) throw new Problem({ kind: 'unauthenticated', code: 'person-refused' })
  return { name, groups: [...new Set(groups)].filter(isUsable).slice(0, mostGroups) }
}

function isUsable(text: string): boolean {
  return text.length <= longest && printable.test(text) && !text.startsWith('system:')
}
