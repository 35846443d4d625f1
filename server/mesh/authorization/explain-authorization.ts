import type { AuthorizationVerdict, RuleName } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'

/** Why a request is let through or not, in the words of the catalogue: what decides first, then what else was asked. */
export function explainAuthorization(verdict: AuthorizationVerdict): readonly Reason[] {
  const { audited, delegated, dryRun } = verdict
  return [
    explainDecision(verdict),
    ...tellRules(delegated, (rules) => ({ code: 'authorization-delegated', params: { rules } })),
    ...tellRules(audited, (rules) => ({ code: 'authorization-audited', params: { rules } })),
    ...tellRules(dryRun?.denyMatched ?? [], (rules) => ({
      code: 'authorization-dry-run-deny',
      params: { rules },
    })),
    ...(dryRun?.hasAllow && dryRun.allowMatched.length === 0
      ? [{ code: 'authorization-dry-run-no-allow', params: {} }]
      : []),
  ]
}

function explainDecision({ reason, decidedBy }: AuthorizationVerdict): Reason {
  const params = { rules: nameRules(decidedBy) }
  switch (reason) {
    case 'deny-matched':
      return { code: 'authorization-deny-matched', params }
    case 'allow-matched':
      return { code: 'authorization-allow-matched', params }
    case 'no-allow-matched':
      return { code: 'authorization-no-allow-matched', params: {} }
    case 'no-allow-policy':
      return { code: 'authorization-no-allow-policy', params: {} }
    case 'custom-misconfigured':
      return { code: 'authorization-custom-misconfigured', params }
    case 'left-open':
      return { code: 'authorization-left-open', params }
  }
}

function tellRules(rules: readonly RuleName[], word: (rules: string) => Reason): Reason[] {
  return rules.length === 0 ? [] : [word(nameRules(rules))]
}

/** `shop/deny rule 1`: rules count from one for people. */
function nameRules(rules: readonly RuleName[]): string {
  return rules.map(({ namespace, policy, rule }) => `${namespace}/${policy} #${rule + 1}`).join(', ')
}
