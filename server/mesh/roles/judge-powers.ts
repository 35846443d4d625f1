import { matchesGlob } from '#server/mesh/authorization/match-glob.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { RoleGrant, RoleName, RoleSettings } from '#server/mesh/roles/parse-roles.ts'

/** What the roles of a person leave of what the cluster allows. A role only ever takes away. */
export interface Powers {
  /** Those that the person has somewhere, the strongest first. */
  readonly roles: readonly RoleName[]
  /** '' is of no namespace. */
  mayWrite(namespace: string): boolean
  readonly mayWriteSomewhere: boolean
  /** Of the audit trail and the reports. '' is of no namespace. */
  mayAudit(namespace: string): boolean
  readonly mayAuditSomewhere: boolean
  /** The sessions of others too. */
  readonly isAdmin: boolean
  /** Equal for equal powers. */
  readonly key: string
}

const writing: readonly RoleName[] = ['admin', 'editor']
const auditing: readonly RoleName[] = ['admin', 'auditor']
const order: readonly RoleName[] = ['admin', 'editor', 'auditor', 'viewer']

/** By the settings: what every grant gives that names the person or one of the groups; else the default everywhere. */
export function judgePowers(
  settings: RoleSettings,
  user: { readonly name: string; readonly groups: readonly string[] },
): Powers {
  const own = settings.grants.filter(
    ({ users, groups }) => users.includes(user.name) || groups.some((group) => user.groups.includes(group)),
  )
  const grants: readonly Pick<RoleGrant, 'role' | 'namespaces'>[] =
    own.length > 0 ? own : [{ role: settings.otherwise, namespaces: undefined }]
  const may = (roles: readonly RoleName[], namespace: string) =>
    grants.some(({ role, namespaces }) => roles.includes(role) && isWithin(namespaces, namespace))
  const has = (roles: readonly RoleName[]) => grants.some(({ role }) => roles.includes(role))
  return {
    roles: order.filter((role) => has([role])),
    mayWrite: (namespace) => may(writing, namespace),
    mayWriteSomewhere: has(writing),
    mayAudit: (namespace) => may(auditing, namespace),
    mayAuditSomewhere: has(auditing),
    isAdmin: grants.some(({ role, namespaces }) => role === 'admin' && namespaces === undefined),
    key: JSON.stringify(grants.map(({ role, namespaces }) => [role, namespaces])),
  }
}

/**
 * Without settings the cluster's own rights say it: who may write nothing counts as auditor, who may write
 * authorization of the whole mesh as admin, and all others as editor.
 */
export function judgePowersByAccess(access: Pick<ViewerAccess, 'readOnly' | 'may'>): Powers {
  const isAdmin = !access.readOnly && access.may('patch', 'AuthorizationPolicy')
  const role: RoleName = access.readOnly ? 'auditor' : isAdmin ? 'admin' : 'editor'
  const mayAudit = role !== 'editor'
  return {
    roles: [role],
    mayWrite: () => role !== 'auditor',
    mayWriteSomewhere: role !== 'auditor',
    mayAudit: () => mayAudit,
    mayAuditSomewhere: mayAudit,
    isAdmin,
    key: role,
  }
}

function isWithin(namespaces: readonly string[] | undefined, namespace: string): boolean {
  if (namespaces === undefined) return true
  return namespace !== '' && namespaces.some((pattern) => matchesGlob(pattern.split('*'), namespace))
}
