import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import { type MeshKind, nameKind } from '#server/mesh/objects/kinds.ts'
import { judgePowers, type Powers } from '#server/mesh/roles/judge-powers.ts'
import type { RoleSettings } from '#server/mesh/roles/parse-roles.ts'

/** What may stand between a person and a write, whatever the cluster says. */
export interface WriteRules {
  /** The console's own setting, for everybody. */
  readonly viewOnly: boolean
  /** What the settings give the person; undefined where there are no such settings. */
  readonly powers: Powers | undefined
}

/** The rules that stand for one person, of the settings. */
export function buildWriteRules(
  { VARDIA_ROLES: roles, VARDIA_VIEW_ONLY: viewOnly }: WriteSettings,
  user: Parameters<typeof judgePowers>[1],
): WriteRules {
  return { viewOnly, powers: roles && judgePowers(roles, user) }
}

interface WriteSettings {
  readonly VARDIA_ROLES?: RoleSettings | undefined
  readonly VARDIA_VIEW_ONLY: boolean
}

export interface NoWrite {
  readonly code:
    | 'may-not-view-only'
    | 'may-not-by-role'
    | 'may-not-by-role-there'
    | 'may-not-anything'
    | 'may-not'
  readonly params: Readonly<Record<string, string>>
}

/** The verbs without any of which nothing can be changed. */
export const changingVerbs: readonly Verb[] = ['create', 'update', 'patch', 'delete']

/** Why a person may change nothing at all: the setting, else the role, else the cluster. Undefined where something may be. */
export function explainNoWrite(
  { viewOnly, powers }: WriteRules,
  { readOnly }: Pick<ViewerAccess, 'readOnly'>,
): NoWrite | undefined {
  if (viewOnly) return { code: 'may-not-view-only', params: {} }
  if (powers && !powers.mayWriteSomewhere)
    return { code: 'may-not-by-role', params: { role: powers.roles[0] ?? 'viewer' } }
  return readOnly ? { code: 'may-not-anything', params: { verbs: changingVerbs.join(', ') } } : undefined
}

/** Why the console itself lets a person change nothing of a namespace, whatever the cluster allows; '' is of none. */
export function explainNoPlace(rules: WriteRules, namespace: string): NoWrite | undefined {
  const { powers } = rules
  const nothing = explainNoWrite(rules, { readOnly: false })
  if (nothing || !powers || powers.mayWrite(namespace)) return nothing
  return {
    code: 'may-not-by-role-there',
    params: { role: powers.roles.join(', '), namespace: namespace || 'none' },
  }
}

/** One object, or where nothing names it (a new one) all of its kind and place; `namespace` '' for what is of none. */
export interface WrittenObject {
  readonly kind: MeshKind
  readonly namespace: string
  readonly name?: string
}

/** Why a person may not do this to one object, by the same order. */
export function explainNoVerb(
  rules: WriteRules,
  access: Pick<ViewerAccess, 'may'>,
  { verb, kind, namespace, name }: WrittenObject & { readonly verb: Verb },
): NoWrite | undefined {
  const refused = explainNoPlace(rules, namespace)
  if (refused) return refused
  if (access.may(verb, kind, namespace === '' ? undefined : namespace, name)) return undefined
  return { code: 'may-not', params: { verb, kind: nameKind(kind), namespace: namespace || 'none' } }
}
