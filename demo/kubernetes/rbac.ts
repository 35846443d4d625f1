import type { Store } from '#demo/kubernetes/store.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import type { User } from '#demo/kubernetes/users.ts'

/** What is asked of the authorizer; `path` alone for what is no resource. */
export interface AccessAttributes {
  readonly verb: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly path?: string
}

interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

interface Binding {
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[]
  readonly roleRef: { readonly kind: string; readonly name: string }
}

interface Grant {
  readonly rules: readonly PolicyRule[]
  /** As the reason of an access review tells it. */
  readonly reason: string
}

const rbac = 'rbac.authorization.k8s.io'

/** Judges by the Roles and bindings in the store, as RBAC does (kubernetes plugin/pkg/auth/authorizer/rbac). */
export function createAuthorizer(store: Store) {
  const rulesOf = (kind: string, name: string, namespace: string): readonly PolicyRule[] => {
    const cluster = kind === 'ClusterRole'
    const role = store
      .collection({ collection: `${rbac}/${cluster ? 'clusterroles' : 'roles'}` })
      .find(cluster ? name : `${namespace}/${name}`)
    // The rules of a stored Role have the shape of rbac/v1 PolicyRule.
    return (role?.manifest['rules'] ?? []) as readonly PolicyRule[]
  }
  const readGrant = (object: StoredObject, user: User): Grant | undefined => {
    const binding = object.manifest as unknown as Binding // the store holds bindings as rbac/v1 has them
    const subject = binding.subjects?.find(({ kind, name }) =>
      kind === 'User' ? name === user.name : kind === 'Group' && user.groups.includes(name),
    )
    if (!subject) return undefined
    const { kind, name } = binding.roleRef
    const bound = object.namespace === '' ? object.name : `${object.name}/${object.namespace}`
    return {
      rules: rulesOf(kind, name, object.namespace),
      reason: `RBAC: allowed by ${object.manifest.kind} "${bound}" of ${kind} "${name}" to ${subject.kind} "${subject.name}"`,
    }
  }
  const listGrants = (user: User, namespace: string | undefined): Grant[] => {
    const everywhere = store.collection({ collection: `${rbac}/clusterrolebindings` }).all()
    const here = namespace
      ? store
          .collection({ collection: `${rbac}/rolebindings` })
          .all()
          .filter((binding) => binding.namespace === namespace)
      : []
    return [...everywhere, ...here].flatMap((object) => readGrant(object, user) ?? [])
  }
  return {
    /** The reason why it is allowed, '' for the group that is always; undefined where nothing allows it. */
    allow(user: User, asked: AccessAttributes): string | undefined {
      // The API server asks no role about this group (authorizer/union with NewPrivilegedGroups) and gives no reason.
      if (user.groups.includes('system:masters')) return ''
      const grants = listGrants(user, asked.path === undefined ? asked.namespace : undefined)
      return grants.find(({ rules }) => rules.some((rule) => covers(rule, asked)))?.reason
    },
    /** All rules that hold for a user in a namespace: those of the cluster first. */
    listRules: (user: User, namespace: string): PolicyRule[] =>
      listGrants(user, namespace).flatMap(({ rules }) => rules),
  }
}

export type Authorizer = ReturnType<typeof createAuthorizer>

const has = (list: readonly string[] | undefined, item: string) =>
  list !== undefined && (list.includes('*') || list.includes(item))

function covers(rule: PolicyRule, asked: AccessAttributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false
  if (asked.path !== undefined) return coversPath(rule, asked.path)
  const full = asked.subresource ? `${asked.resource}/${asked.subresource}` : (asked.resource ?? '')
  const resource =
    has(rule.resources, full) ||
    (asked.subresource !== undefined && rule.resources?.includes(`*/${asked.subresource}`) === true)
  const named = !rule.resourceNames?.length || rule.resourceNames.includes(asked.name ?? '')
  return has(rule.apiGroups, asked.group ?? '') && resource && named
}

function coversPath(rule: PolicyRule, path: string): boolean {
  return (rule.nonResourceURLs ?? []).some(
    (allowed) =>
      allowed === '*' || allowed === path || (allowed.endsWith('*') && path.startsWith(allowed.slice(0, -1))),
  )
}
