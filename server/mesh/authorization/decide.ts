import type { CompiledRule } from '#server/mesh/authorization/compile-policy.ts'
import type {
  AuthorizationRequest,
  AuthorizationVerdict,
  RuleName,
} from '#server/mesh/authorization/types.ts'

/** The rules of one action; `exists` even where every rule was left out. */
export interface RuleSet {
  readonly exists: boolean
  readonly rules: readonly CompiledRule[]
}

/** What one proxy asks on one kind of filter chain, in its order. */
export interface Chain {
  /** Rules of CUSTOM whose provider cannot be used: they deny. */
  readonly broken: readonly CompiledRule[]
  readonly delegating: readonly CompiledRule[]
  readonly audit: RuleSet
  readonly deny: RuleSet
  readonly allow: RuleSet
  readonly dryRunDeny: RuleSet
  readonly dryRunAllow: RuleSet
}

export const noRules: RuleSet = { exists: false, rules: [] }

interface Matching {
  readonly certain: readonly RuleName[]
  /** By what the question leaves open. */
  readonly possible: readonly RuleName[]
}

/**
 * The verdict of one chain about one request: CUSTOM, AUDIT, DENY, ALLOW. The single place where it is decided, for the
 * cells of a matrix (which leave much open), for questions and for the tables of Istio's own verdicts.
 */
export function decide(chain: Chain, request: AuthorizationRequest): AuthorizationVerdict {
  const broken = listMatching(chain.broken, request)
  const denied = listMatching(chain.deny.rules, request)
  const allowed = listMatching(chain.allow.rules, request)
  const delegated = listMatching(chain.delegating, request)
  const beside = {
    audited: broken.certain.length > 0 ? [] : listMatching(chain.audit.rules, request).certain,
    delegated: [...delegated.certain, ...delegated.possible],
    ...tellDryRun(chain, request),
  }
  if (broken.certain.length > 0)
    return { decision: 'DENY', reason: 'custom-misconfigured', decidedBy: broken.certain, ...beside }
  if (denied.certain.length > 0)
    return { decision: 'DENY', reason: 'deny-matched', decidedBy: denied.certain, ...beside }
  if (chain.allow.exists && allowed.certain.length + allowed.possible.length === 0)
    return { decision: 'DENY', reason: 'no-allow-matched', decidedBy: [], ...beside }
  const refusing = [...broken.possible, ...denied.possible]
  if (refusing.length > 0) return { decision: 'DEPENDS', reason: 'left-open', decidedBy: refusing, ...beside }
  if (!chain.allow.exists) return { decision: 'ALLOW', reason: 'no-allow-policy', decidedBy: [], ...beside }
  return allowed.certain.length > 0
    ? { decision: 'ALLOW', reason: 'allow-matched', decidedBy: allowed.certain, ...beside }
    : { decision: 'DEPENDS', reason: 'left-open', decidedBy: allowed.possible, ...beside }
}

function listMatching(rules: readonly CompiledRule[], request: AuthorizationRequest): Matching {
  const certain: RuleName[] = []
  const possible: RuleName[] = []
  for (const { namespace, policy, rule, built } of rules) {
    const outcome = built.leftOut ? false : built.match(request)
    if (outcome !== false) (outcome ? certain : possible).push({ namespace, policy, rule })
  }
  return { certain, possible }
}

function tellDryRun(chain: Chain, request: AuthorizationRequest): Pick<AuthorizationVerdict, 'dryRun'> {
  const { dryRunDeny, dryRunAllow } = chain
  if (!dryRunDeny.exists && !dryRunAllow.exists) return {}
  return {
    dryRun: {
      denyMatched: listMatching(dryRunDeny.rules, request).certain,
      allowMatched: listMatching(dryRunAllow.rules, request).certain,
      hasAllow: dryRunAllow.exists,
      hasDeny: dryRunDeny.exists,
    },
  }
}
