import { type BuiltRule, buildRule, type LeftOutRule } from '#server/mesh/authorization/build-rule.ts'
import type { TrustDomains } from '#server/mesh/authorization/expand-trust-domain.ts'
import type { Action, AuthorizationPolicy, Protocol, RuleName } from '#server/mesh/authorization/types.ts'

/** A rule ready to be asked; what is left out never matches, and its policy still counts as there. */
export interface CompiledRule extends RuleName {
  readonly action: Action
  readonly built: BuiltRule | LeftOutRule
}

export interface CompileFacts {
  readonly protocol: Protocol
  readonly domains: TrustDomains
}

const compiled = new WeakMap<AuthorizationPolicy, Map<string, readonly CompiledRule[]>>()

/** The rules of one policy as a sidecar, gateway or waypoint has them; made once for each policy and filter chain. */
export function compilePolicy(policy: AuthorizationPolicy, facts: CompileFacts): readonly CompiledRule[] {
  const byFacts = compiled.get(policy) ?? new Map<string, readonly CompiledRule[]>()
  compiled.set(policy, byFacts)
  const key = `${facts.protocol} ${facts.domains.join()}`
  const rules = byFacts.get(key) ?? buildRules(policy, facts)
  byFacts.set(key, rules)
  return rules
}

function buildRules(policy: AuthorizationPolicy, facts: CompileFacts): readonly CompiledRule[] {
  const { namespace, name } = policy.metadata
  const action = readAction(policy)
  return (policy.spec.rules ?? []).map((rule, index) => ({
    namespace,
    policy: name,
    rule: index,
    action,
    built: buildRule(rule ?? {}, action, { ...facts, namespace }),
  }))
}

const actions: ReadonlySet<string> = new Set(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] satisfies Action[])

/** One that nobody knows decides nothing, as AUDIT: istiod cannot read its object, whose fault is told beside it. */
export function readAction({ spec }: AuthorizationPolicy): Action {
  const { action = 'ALLOW' } = spec
  return actions.has(action) ? action : 'AUDIT'
}

const truths = ['1', 't', 'T', 'TRUE', 'true', 'True']

/** Values as Go's `strconv.ParseBool` takes them. */
export function isDryRun({ metadata }: AuthorizationPolicy): boolean {
  return truths.includes(metadata.annotations['istio.io/dry-run'] ?? '')
}
