import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import {
  addRule,
  buildRule,
  createRulesByHost,
  type MergedRule,
  type RulesByHost,
} from '#server/mesh/routing/destination-rules/merged-rule.ts'
import type { DestinationRuleSpec } from '#server/mesh/routing/destination-rules/spec.ts'
import { findMostSpecific } from '#server/mesh/routing/host-name.ts'
import { compareByAge, isSelectedBy } from '#server/mesh/routing/object-order.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'

/** Where a rule was found: the client's namespace, the service's, or the root namespace. */
export type RuleTier = 'client' | 'service' | 'root'

export interface RuleChoice {
  readonly tier: RuleTier
  /** All that the tier has for the host and shows the client: with selectors first, then by age. */
  readonly candidates: readonly MergedRule[]
}

export interface DestinationRuleIndex {
  /** The first tier with a host that matches, whatever its selectors say then; undefined when none has. */
  findRules(
    clientNamespace: string,
    service: Pick<RoutingService, 'host' | 'namespace'>,
  ): RuleChoice | undefined
  /** Labels that some rule's selector reads: clients that agree on these are told alike. */
  readonly selectorLabels: ReadonlySet<string>
}

/** Istiod's index of DestinationRules (istio `pilot/pkg/model/push_context.go`, setDestinationRules and destinationRule). */
export function indexDestinationRules(
  snapshot: MeshSnapshot,
  { defaultDestinationRuleExportTo }: Pick<MeshConfig, 'defaultDestinationRuleExportTo'>,
): DestinationRuleIndex {
  const local = new Map<string, RulesByHost>()
  const exported = new Map<string, RulesByHost>()
  const rootLocal = createRulesByHost()
  const root = snapshot.rootNamespace
  const isPrivateByDefault = defaultDestinationRuleExportTo.includes('.')
  const selectorLabels = new Set<string>()
  for (const rule of listInOrder(snapshot)) {
    const { exportTo, namespace } = rule
    for (const label in rule.selector) selectorLabels.add(label)
    const isForOwn = exportTo.size === 0 || ['*', '.', namespace].some((term) => exportTo.has(term))
    if (isForOwn) addRule(rulesOf(local, namespace), rule)
    const isPrivate =
      exportTo.size === 0
        ? isPrivateByDefault
        : exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace))
    if (!isPrivate) addRule(rulesOf(exported, namespace), rule)
    else if (namespace === root) addRule(rootLocal, rule)
  }
  const findExported = (owner: string, host: string, client: string) => {
    const rules = find(exported.get(owner), host)?.filter(
      ({ exportTo }) => exportTo.size === 0 || exportTo.has('*') || exportTo.has(client),
    )
    return rules?.length ? rules : undefined
  }
  return {
    selectorLabels,
    findRules: (clientNamespace, { host, namespace }) => {
      const own = find(clientNamespace === root ? rootLocal : local.get(clientNamespace), host)
      if (own) return { tier: 'client', candidates: own }
      const served = findExported(namespace, host, clientNamespace)
      if (served) return { tier: 'service', candidates: served }
      const shared = findExported(root, host, clientNamespace)
      return shared && { tier: 'root', candidates: shared }
    },
  }
}

/**
 * Of a tier's candidates the one for this client: the first whose selector it matches (only its own namespace's count),
 * else the last without a selector (istio `pilot/pkg/model/sidecar.go`, SidecarScope.DestinationRule).
 */
export function chooseRule(
  choice: RuleChoice | undefined,
  client: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): MergedRule | undefined {
  let plain: MergedRule | undefined
  for (const rule of choice?.candidates ?? []) {
    if (!rule.selector) plain = rule
    else if (rule.namespace === client.namespace && isSelectedBy(rule.selector, client.labels)) return rule
  }
  return plain
}

/** Rules with a selector before those without, each oldest first (sortConfigBySelectorAndCreationTime, ibid.). */
function listInOrder(snapshot: MeshSnapshot): MergedRule[] {
  const bySelector = (a: { spec: DestinationRuleSpec }, b: { spec: DestinationRuleSpec }) =>
    Number(!a.spec.workloadSelector) - Number(!b.spec.workloadSelector)
  return (
    snapshot
      .all('DestinationRule')
      // The generated model spells the same fields as unions; DestinationRuleSpec lists those that are read, all optional.
      .map(({ metadata, spec }) => ({ metadata, spec: spec as DestinationRuleSpec }))
      .toSorted((a, b) => bySelector(a, b) || compareByAge(a.metadata, b.metadata))
      .map(({ metadata, spec }) => buildRule(metadata, spec))
  )
}

function rulesOf(byNamespace: Map<string, RulesByHost>, namespace: string): RulesByHost {
  const rules = byNamespace.get(namespace) ?? createRulesByHost()
  byNamespace.set(namespace, rules)
  return rules
}

function find(rules: RulesByHost | undefined, host: string): readonly MergedRule[] | undefined {
  return rules && findMostSpecific(host, rules.exact, rules.wildcards)
}
