import { type Clause, type FieldCondition, matchConditions } from '#server/mesh/authorization/build-rule.ts'
import type { CompiledRule } from '#server/mesh/authorization/compile-policy.ts'
import type { Chain } from '#server/mesh/authorization/decide.ts'
import { holdsSome, type Outcome } from '#server/mesh/authorization/outcome.ts'
import type { Action, AuthorizationRequest, RuleName } from '#server/mesh/authorization/types.ts'

/** One field of a rule and what became of it. */
export interface FieldTrace extends Omit<FieldCondition, 'match'> {
  readonly outcome: Outcome
}

export interface ExplainedRule extends RuleName {
  readonly action: Action
  /** `dry-run` never decides, `broken` denies for its provider cannot be used, `delegates` asks the provider. */
  readonly effect: 'enforced' | 'dry-run' | 'broken' | 'delegates'
  readonly outcome: 'matches' | 'fails' | 'open' | 'left-out'
  /** For a match the fields that matched; else of each alternative the field that keeps it from matching. */
  readonly fields: readonly FieldTrace[]
  /** Fields that the proxy cannot tell here and leaves out: the rule is wider than it reads. */
  readonly ignored: readonly string[]
  readonly leftOut?: { readonly why: 'unknown-key' | 'not-told' | 'bad-value'; readonly field: string }
}

/** Every rule that a chain asks, in its order, and for each why it matches or why not. */
export function explainRules(chain: Chain, request: AuthorizationRequest): readonly ExplainedRule[] {
  const sets = [
    ['broken', chain.broken],
    ['delegates', chain.delegating],
    ['enforced', chain.audit.rules],
    ['enforced', chain.deny.rules],
    ['enforced', chain.allow.rules],
    ['dry-run', chain.dryRunDeny.rules],
    ['dry-run', chain.dryRunAllow.rules],
  ] as const
  return sets.flatMap(([effect, rules]) => rules.map((rule) => ({ ...explainRule(rule, request), effect })))
}

function explainRule(
  { namespace, policy, rule, action, built }: CompiledRule,
  request: AuthorizationRequest,
): Omit<ExplainedRule, 'effect'> {
  const name = { namespace, policy, rule, action }
  if (built.leftOut) return { ...name, outcome: 'left-out', fields: [], ignored: [], leftOut: built.leftOut }
  const outcome = built.match(request)
  return {
    ...name,
    outcome: outcome === undefined ? 'open' : outcome ? 'matches' : 'fails',
    fields: built.clauses.flatMap((clause) => traceClause(clause, outcome, request)),
    ignored: built.ignored,
  }
}

/** Of a clause what bears on the rule's outcome: in a rule that fails only clauses that fail. */
function traceClause(clause: Clause, outcome: Outcome, request: AuthorizationRequest): readonly FieldTrace[] {
  const ofClause = clause.length === 0 ? true : holdsSome(clause, (each) => matchConditions(each, request))
  if (ofClause !== outcome) return []
  if (outcome === true) {
    const matching = clause.find((conditions) => matchConditions(conditions, request) === true)
    return (matching ?? []).map((condition) => trace(condition, true))
  }
  return clause.flatMap((conditions) => {
    const deciding = conditions.find(({ match }) => match(request) === outcome)
    return deciding ? [trace(deciding, outcome)] : []
  })
}

function trace({ match: _, ...condition }: FieldCondition, outcome: Outcome): FieldTrace {
  return { ...condition, outcome }
}
