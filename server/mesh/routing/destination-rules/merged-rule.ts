import type { ObjectMeta } from '#server/mesh/objects/types.ts'
import type {
  DestinationRuleSpec,
  Subset,
  TrafficPolicy,
} from '#server/mesh/routing/destination-rules/spec.ts'
import { isWildcardHost, resolveShortName } from '#server/mesh/routing/host-name.ts'

/** DestinationRules of one namespace and host, merged to one. */
export interface MergedRule {
  readonly namespace: string
  /** As resolved; may be a wildcard. */
  readonly host: string
  /** Of what it is made, the base first. */
  readonly from: readonly { readonly namespace: string; readonly name: string }[]
  /** Terms as written; empty means the mesh's default. */
  readonly exportTo: ReadonlySet<string>
  /** Undefined: every client. */
  readonly selector?: Readonly<Record<string, string>>
  readonly trafficPolicy?: TrafficPolicy
  readonly subsets: readonly Subset[]
}

/** Rules of one tier, those with wildcard hosts apart. */
export interface RulesByHost {
  readonly exact: Map<string, MergedRule[]>
  readonly wildcards: Map<string, MergedRule[]>
}

export function createRulesByHost(): RulesByHost {
  return { exact: new Map(), wildcards: new Map() }
}

/** One rule as it stands. A rule with a workloadSelector is private to its namespace whatever it says. */
export function buildRule(metadata: ObjectMeta, spec: DestinationRuleSpec): MergedRule {
  const { namespace, name } = metadata
  const selector = spec.workloadSelector ? (spec.workloadSelector.matchLabels ?? {}) : undefined
  return {
    namespace,
    host: resolveShortName(spec.host ?? '', namespace),
    from: [{ namespace, name }],
    exportTo: new Set(selector ? ['.'] : (spec.exportTo ?? [])),
    ...(selector ? { selector } : {}),
    ...(spec.trafficPolicy ? { trafficPolicy: spec.trafficPolicy } : {}),
    subsets: spec.subsets ?? [],
  }
}

/**
 * Adds a rule to those of its host, which are older (or have a selector, and it has none). It joins every one whose
 * exportTo it equals or holds, unless both have selectors that differ: subsets by name, the first wins; the top-level
 * policy of the first that has one. It also stands alone when none took it for an equal
 * (istio `pilot/pkg/model/destination_rule.go`, mergeDestinationRule: what the last of the older ones decides stays).
 */
export function addRule(rules: RulesByHost, rule: MergedRule): void {
  const byHost = isWildcardHost(rule.host) ? rules.wildcards : rules.exact
  const older = byHost.get(rule.host) ?? []
  byHost.set(rule.host, older)
  let standsAlone = true
  for (const [index, one] of older.entries()) {
    const isEqual = areEqualSets(rule.exportTo, one.exportTo)
    standsAlone = !isEqual
    if (!isEqual && !(one.exportTo.size > 0 && rule.exportTo.isSupersetOf(one.exportTo))) continue
    if (one.selector && rule.selector && !areEqualLabels(one.selector, rule.selector)) {
      standsAlone = true
      continue
    }
    if (Boolean(one.selector) === Boolean(rule.selector)) standsAlone = false
    older[index] = mergeRules(one, rule)
  }
  if (standsAlone) older.push(rule)
}

function mergeRules(base: MergedRule, added: MergedRule): MergedRule {
  const names = new Set(base.subsets.map(({ name }) => name))
  const policy = base.trafficPolicy ?? added.trafficPolicy
  return {
    ...base,
    from: [...base.from, ...added.from],
    ...(policy ? { trafficPolicy: policy } : {}),
    subsets: [...base.subsets, ...added.subsets.filter(({ name }) => !names.has(name))],
  }
}

function areEqualSets(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && one.isSubsetOf(other)
}

type Labels = Readonly<Record<string, string>>

function areEqualLabels(one: Labels, other: Labels): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
