import type { Authorizer } from '#demo/kubernetes/rbac.ts'
import { badRequest, forbidden, StatusError } from '#demo/kubernetes/status.ts'
import type { User } from '#demo/kubernetes/users.ts'

/** Every line by itself (`headersDistinct` of a request of Node). */
type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>

/**
 * Whom a request is made as: the bearer, or whom the bearer may impersonate (k8s.io/apiserver
 * pkg/endpoints/filters/impersonation.go). Each of user, group, uid and extra needs its own right to `impersonate`;
 * whoever is named counts as authenticated.
 */
export function impersonate(user: User, headers: DistinctHeaders, authorizer: Authorizer): User {
  const name = readOne(headers, 'impersonate-user')
  const uid = readOne(headers, 'impersonate-uid')
  const groups = readAll(headers, 'impersonate-group')
  const extra = Object.keys(headers).filter((header) => header.startsWith('impersonate-extra-'))
  if (!name) {
    if (groups.length === 0 && !uid && extra.length === 0) return user
    throw new StatusError(badRequest('impersonation requires a user'))
  }
  const demand = (group: string, resource: string, asked: string) => {
    const attributes = { verb: 'impersonate', group, resource, name: asked }
    if (authorizer.allow(user, attributes) !== undefined) return
    throw new StatusError(forbidden({ user: user.name, ...attributes }))
  }
  demand('', 'users', name)
  for (const group of groups) demand('', 'groups', group)
  if (uid) demand('authentication.k8s.io', 'uids', uid)
  for (const header of extra) {
    const key = decodeURIComponent(header.slice('impersonate-extra-'.length))
    for (const value of readAll(headers, header)) demand('authentication.k8s.io', `userextras/${key}`, value)
  }
  const known = groups.includes(authenticated) || name === 'system:anonymous'
  return { name, uid: uid ?? '', groups: known ? groups : [...groups, authenticated], token: user.token }
}

const authenticated = 'system:authenticated'

function readOne(headers: DistinctHeaders, name: string): string | undefined {
  const [value] = readAll(headers, name)
  return value || undefined
}

/** Node reads a byte as a character; the API server reads UTF-8. */
function readAll(headers: DistinctHeaders, name: string): readonly string[] {
  return (headers[name] ?? []).map((value) => Buffer.from(value, 'latin1').toString('utf8'))
}
