import { attachPolicies, type EnforcingProxy } from '#server/mesh/authorization/attach-policies.ts'
import {
  type CompiledRule,
  compilePolicy,
  isDryRun,
  readAction,
} from '#server/mesh/authorization/compile-policy.ts'
import { type Chain, decide, type RuleSet } from '#server/mesh/authorization/decide.ts'
import { type ExplainedRule, explainRules } from '#server/mesh/authorization/explain-rules.ts'
import { findUsableAuthorizer } from '#server/mesh/authorization/find-authorizer.ts'
import { buildClaimSplitter } from '#server/mesh/authorization/split-claims.ts'
import type {
  Action,
  AuthorizationPolicy,
  AuthorizationRequest,
  AuthorizationVerdict,
  Protocol,
} from '#server/mesh/authorization/types.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Decides about requests to one proxy's workload; built once, asked often. */
export interface Authorizer {
  /** Those that this proxy enforces, dry runs among them. */
  readonly policies: readonly AuthorizationPolicy[]
  decide(request: AuthorizationRequest): AuthorizationVerdict
  /** The rules of one of them as this proxy has them, the same list for the same policy. */
  compile(policy: AuthorizationPolicy): readonly CompiledRule[]
  /** Every rule of them, and why it matches or not. */
  explain(request: AuthorizationRequest): readonly ExplainedRule[]
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
  const chains = new Map<Protocol, Chain>()
  const chainOf = (protocol: Protocol) => {
    const chain = chains.get(protocol) ?? buildChain(facts, policies, protocol)
    chains.set(protocol, chain)
    return chain
  }
  const see = (request: AuthorizationRequest) =>
    request.token
      ? { ...request, token: buildClaimSplitter(facts.snapshot, facts.proxy)(request.token) }
      : request
  const { trustDomain, trustDomainAliases } = facts.meshConfig
  const domains = [trustDomain, ...trustDomainAliases]
  return {
    policies,
    compile: (policy) => compilePolicy(policy, { protocol: 'http', domains }),
    decide: (request) => decide(chainOf(request.protocol), see(request)),
    explain: (request) => explainRules(chainOf(request.protocol), see(request)),
  }
}

function buildChain(
  { snapshot, meshConfig }: AuthorizerFacts,
  policies: readonly AuthorizationPolicy[],
  protocol: Protocol,
): Chain {
  const domains = [meshConfig.trustDomain, ...meshConfig.trustDomainAliases]
  const buildRules = (of: readonly AuthorizationPolicy[]): RuleSet => ({
    exists: of.length > 0,
    rules: of.flatMap((policy) => compilePolicy(policy, { protocol, domains })),
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
  buildRules: (of: readonly AuthorizationPolicy[]) => readonly CompiledRule[],
): Pick<Chain, 'broken' | 'delegating'> {
  const providers = new Set(policies.map(readProvider))
  const [only = ''] = providers
  const enforced = buildRules(policies.filter((policy) => !isDryRun(policy)))
  if (providers.size > 1) return { broken: enforced, delegating: [] }
  const speaks = findProtocol(only)
  if (!speaks) return { broken: enforced, delegating: [] }
  return { broken: [], delegating: protocol === 'tcp' && speaks === 'http' ? [] : enforced }
}

function readProvider({ spec }: AuthorizationPolicy): string {
  return spec.provider?.name ?? ''
}
