import { attachPolicies, type EnforcingProxy } from '#server/mesh/authorization/attach-policies.ts'
import { buildRule } from '#server/mesh/authorization/build-rule.ts'
import type { ConditionFacts, RequestMatch } from '#server/mesh/authorization/conditions.ts'
import { findUsableAuthorizer } from '#server/mesh/authorization/find-authorizer.ts'
import { buildClaimSplitter } from '#server/mesh/authorization/split-claims.ts'
import type {
  Action,
  AuthorizationPolicy,
  AuthorizationRequest,
  AuthorizationVerdict,
  Protocol,
  RuleName,
} from '#server/mesh/authorization/types.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Decides about requests to one proxy's workload; built once, asked often. */
export interface Authorizer {
  decide(request: AuthorizationRequest): AuthorizationVerdict
}

interface AuthorizerFacts {
  readonly snapshot: MeshSnapshot
  readonly meshConfig: MeshConfig
  readonly proxy: EnforcingProxy
}

/**
 * The AuthorizationPolicies of one proxy (a sidecar, a gateway, a waypoint), ready to decide. The order is CUSTOM,
 * AUDIT, DENY, ALLOW: a CUSTOM rule with an unusable provider denies; a DENY rule denies; without any ALLOW policy all
 * else is allowed; with one a rule of it must match. An ALLOW policy whose rules are all left out still counts
 * (istio `pilot/pkg/security/authz/builder/builder.go`, 1.31).
 */
export function buildAuthorizer(facts: AuthorizerFacts): Authorizer {
  const policies = attachPolicies(facts.snapshot, facts.proxy, (namespace) =>
    facts.snapshot.inNamespace('AuthorizationPolicy', namespace),
  )
  const chains = { http: buildChain(facts, policies, 'http'), tcp: buildChain(facts, policies, 'tcp') }
  const splitClaims = buildClaimSplitter(facts.snapshot, facts.proxy)
  return {
    decide: (request) => {
      const seen = request.token ? { ...request, token: splitClaims(request.token) } : request
      return decide(chains[request.protocol], seen)
    },
  }
}

interface NamedRule extends RuleName {
  readonly match: RequestMatch
}

/** The rules of one action; `exists` even where every rule was left out. */
interface RuleSet {
  readonly exists: boolean
  readonly rules: readonly NamedRule[]
}

interface Chain {
  readonly broken: readonly NamedRule[]
  readonly delegating: readonly NamedRule[]
  readonly audit: RuleSet
  readonly deny: RuleSet
  readonly allow: RuleSet
  readonly dryRunDeny: RuleSet
  readonly dryRunAllow: RuleSet
}

function buildChain(
  { snapshot, meshConfig }: AuthorizerFacts,
  policies: readonly AuthorizationPolicy[],
  protocol: Protocol,
): Chain {
  const domains = [meshConfig.trustDomain, ...meshConfig.trustDomainAliases]
  const buildRules = (of: readonly AuthorizationPolicy[]): RuleSet => ({
    exists: of.length > 0,
    rules: of.flatMap((policy) =>
      nameRules(policy, { protocol, domains, namespace: policy.metadata.namespace }),
    ),
  })
  const select = (action: Action, dryRun: boolean) =>
    buildRules(policies.filter((policy) => readAction(policy) === action && isDryRun(policy) === dryRun))
  return {
    ...buildCustom(
      policies.filter((policy) => readAction(policy) === 'CUSTOM'),
      protocol,
      (provider) => findUsableAuthorizer(snapshot, meshConfig, provider)?.protocol,
      (of) => buildRules(of).rules,
    ),
    audit: select('AUDIT', false),
    deny: select('DENY', false),
    allow: select('ALLOW', false),
    dryRunDeny: select('DENY', true),
    dryRunAllow: select('ALLOW', true),
  }
}

/**
 * CUSTOM by provider: several of them on one workload, or one that cannot be used, make all their rules deny; one that
 * speaks HTTP is not asked about TCP (`buildHTTP`, `buildTCP`). A dry run only ever asks the authorizer.
 */
function buildCustom(
  policies: readonly AuthorizationPolicy[],
  protocol: Protocol,
  findProtocol: (provider: string) => 'http' | 'grpc' | undefined,
  buildRules: (of: readonly AuthorizationPolicy[]) => readonly NamedRule[],
): Pick<Chain, 'broken' | 'delegating'> {
  const providers = new Set(policies.map(readProvider))
  const [only = ''] = providers
  const enforced = buildRules(policies.filter((policy) => !isDryRun(policy)))
  if (providers.size > 1) return { broken: enforced, delegating: [] }
  const speaks = findProtocol(only)
  if (!speaks) return { broken: enforced, delegating: [] }
  return { broken: [], delegating: protocol === 'tcp' && speaks === 'http' ? [] : enforced }
}

function nameRules(policy: AuthorizationPolicy, facts: ConditionFacts): NamedRule[] {
  const { namespace, name } = policy.metadata
  return (policy.spec.rules ?? []).flatMap((rule, index) => {
    const match = rule && buildRule(rule, readAction(policy), facts)
    return match ? [{ namespace, policy: name, rule: index, match }] : []
  })
}

export function readAction({ spec }: AuthorizationPolicy): Action {
  return spec.action ?? 'ALLOW'
}

function readProvider({ spec }: AuthorizationPolicy): string {
  return spec.provider?.name ?? ''
}

const truths = ['1', 't', 'T', 'TRUE', 'true', 'True']

/** Values as Go's `strconv.ParseBool` takes them. */
export function isDryRun({ metadata }: AuthorizationPolicy): boolean {
  return truths.includes(metadata.annotations['istio.io/dry-run'] ?? '')
}

function decide(chain: Chain, request: AuthorizationRequest): AuthorizationVerdict {
  const listMatching = (rules: readonly NamedRule[]): RuleName[] =>
    rules
      .filter(({ match }) => match(request))
      .map(({ namespace, policy, rule }) => ({ namespace, policy, rule }))
  const broken = listMatching(chain.broken)
  const denied = listMatching(chain.deny.rules)
  const allowed = listMatching(chain.allow.rules)
  const beside = {
    audited: broken.length > 0 ? [] : listMatching(chain.audit.rules),
    delegated: listMatching(chain.delegating),
    ...(chain.dryRunDeny.exists || chain.dryRunAllow.exists
      ? {
          dryRun: {
            denyMatched: listMatching(chain.dryRunDeny.rules),
            allowMatched: listMatching(chain.dryRunAllow.rules),
            hasAllow: chain.dryRunAllow.exists,
            hasDeny: chain.dryRunDeny.exists,
          },
        }
      : {}),
  }
  if (broken.length > 0)
    return { decision: 'DENY', reason: 'custom-misconfigured', decidedBy: broken, ...beside }
  if (denied.length > 0) return { decision: 'DENY', reason: 'deny-matched', decidedBy: denied, ...beside }
  if (!chain.allow.exists) return { decision: 'ALLOW', reason: 'no-allow-policy', decidedBy: [], ...beside }
  if (allowed.length > 0) return { decision: 'ALLOW', reason: 'allow-matched', decidedBy: allowed, ...beside }
  return { decision: 'DENY', reason: 'no-allow-matched', decidedBy: [], ...beside }
}
