import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import { isConfigKind, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

/** A rule as SelfSubjectRulesReview lists it (k8s.io/api authorization/v1 ResourceRule). */
export interface ResourceRule {
  readonly verbs?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
}

export interface AccessFacts {
  readonly viewer: string
  readonly kinds: readonly MeshKind[]
  /** Allowed every verb on everything. */
  readonly everything?: boolean
  readonly inCluster?: { readonly list: ReadonlySet<MeshKind>; readonly create: ReadonlySet<MeshKind> }
  readonly inNamespace?: ReadonlyMap<string, readonly ResourceRule[]>
}

const reading: ReadonlySet<Verb> = new Set(['get', 'list', 'watch'])

/** Rights as a question that is answered without asking anybody. */
export interface KnownAccess extends ViewerAccess {
  /** Equal for equal rights, so that what was cut for them can be kept. */
  readonly signature: string
}

export function buildViewerAccess(facts: AccessFacts): KnownAccess {
  if (facts.everything) {
    return { viewer: facts.viewer, may: () => true, readOnly: false, signature: `${facts.viewer} everything` }
  }
  const list = facts.inCluster?.list ?? new Set<MeshKind>()
  const create = facts.inCluster?.create ?? new Set<MeshKind>()
  const inNamespace = new Map(
    [...(facts.inNamespace ?? [])].map(([namespace, rules]) => [namespace, readRules(rules, facts.kinds)]),
  )
  const may = (verb: Verb, kind: MeshKind, namespace?: string, name?: string): boolean => {
    // Who may list a kind everywhere has seen each object of it: asking for one of them shows nothing more.
    if (reading.has(verb) && list.has(kind)) return true
    if (verb === 'create' && create.has(kind)) return true
    const rights = namespace === undefined ? undefined : inNamespace.get(namespace)
    if (!rights) return false
    return rights.has(`${verb} ${kind}`) || (name !== undefined && rights.has(`${verb} ${kind} ${name}`))
  }
  const writes = [...inNamespace.values()].some((rights) => [...rights].some(isConfigWrite))
  return {
    viewer: facts.viewer,
    may,
    readOnly: create.size === 0 && !writes,
    signature: JSON.stringify([
      facts.viewer,
      [...list].sort(),
      [...create].sort(),
      [...inNamespace].map(([namespace, rights]) => [namespace, [...rights].sort()]).sort(),
    ]),
  }
}

const verbs: readonly Verb[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

/** What a rule for named objects can allow: who lists or creates names none (kubernetes.io/docs, RBAC, "Referring to resources"). */
const ofNamed: ReadonlySet<Verb> = new Set(['get', 'update', 'patch', 'delete'])

/** `verb kind` for all that the rules allow, `verb kind name` where they allow it of named objects alone. */
function readRules(rules: readonly ResourceRule[], kinds: readonly MeshKind[]): ReadonlySet<string> {
  const rights = new Set<string>()
  for (const rule of rules) {
    const only = rule.resourceNames ?? []
    for (const kind of kinds) {
      const { group, resource } = meshKinds[kind]
      if (!names(rule.apiGroups, group) || !names(rule.resources, resource)) continue
      for (const verb of verbs) {
        if (!names(rule.verbs, verb)) continue
        if (only.length === 0) rights.add(`${verb} ${kind}`)
        else if (ofNamed.has(verb)) for (const name of only) rights.add(`${verb} ${kind} ${name}`)
      }
    }
  }
  return rights
}

function names(list: readonly string[] | undefined, name: string): boolean {
  return list?.some((item) => item === name || item === '*') ?? false
}

function isConfigWrite(right: string): boolean {
  const [verb = '', kind = ''] = right.split(' ')
  // The right was made of a Verb and a MeshKind by readRules.
  return !reading.has(verb as Verb) && isConfigKind(kind as MeshKind)
}
