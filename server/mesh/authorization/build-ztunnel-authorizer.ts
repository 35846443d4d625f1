import { type Authorizer, isDryRun, readAction } from '#server/mesh/authorization/build-authorizer.ts'
import type { RequestMatch } from '#server/mesh/authorization/conditions.ts'
import { buildAddressMatch } from '#server/mesh/authorization/match-address.ts'
import { buildTextMatch } from '#server/mesh/authorization/match-text.ts'
import type {
  AuthorizationPolicy,
  AuthorizationRequest,
  PolicyRule,
  RuleName,
} from '#server/mesh/authorization/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface AmbientWorkload {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

/**
 * The AuthorizationPolicies that ztunnel enforces before an ambient workload: ALLOW and DENY without references, not dry
 * runs, and of a rule what layer 4 can tell. A rule of ALLOW that asks more is left out; of DENY that part is left out,
 * where a clause without anything left matches nobody (istio
 * `pilot/pkg/serviceregistry/ambient/authorization.go`, ztunnel `src/rbac.rs`). What PeerAuthentication refuses is told by
 * `buildAmbientMtls`; a waypoint decides by `buildAuthorizer`.
 */
export function buildZtunnelAuthorizer(snapshot: MeshSnapshot, workload: AmbientWorkload): Authorizer {
  const policies = [...new Set([snapshot.rootNamespace, workload.namespace])]
    .flatMap((namespace) => snapshot.inNamespace('AuthorizationPolicy', namespace))
    .filter((policy) => isSent(policy) && isForWorkload(policy, workload))
  const ofAction = (action: string) => policies.filter((policy) => readAction(policy) === action)
  const [deny, allow] = [ofAction('DENY'), ofAction('ALLOW')].map((of) => of.flatMap(buildRules))
  const hasAllow = ofAction('ALLOW').length > 0
  return { decide: (request) => decide(request, deny ?? [], allow ?? [], hasAllow) }
}

interface NamedRule extends RuleName {
  readonly match: RequestMatch
}

function decide(
  request: AuthorizationRequest,
  deny: readonly NamedRule[],
  allow: readonly NamedRule[],
  hasAllow: boolean,
): ReturnType<Authorizer['decide']> {
  const listMatching = (rules: readonly NamedRule[]): RuleName[] =>
    rules
      .filter(({ match }) => match(request))
      .map(({ namespace, policy, rule }) => ({ namespace, policy, rule }))
  const beside = { audited: [], delegated: [] }
  const denied = listMatching(deny)
  if (denied.length > 0) return { decision: 'DENY', reason: 'deny-matched', decidedBy: denied, ...beside }
  if (!hasAllow) return { decision: 'ALLOW', reason: 'no-allow-policy', decidedBy: [], ...beside }
  const allowed = listMatching(allow)
  return allowed.length > 0
    ? { decision: 'ALLOW', reason: 'allow-matched', decidedBy: allowed, ...beside }
    : { decision: 'DENY', reason: 'no-allow-matched', decidedBy: [], ...beside }
}

function isSent(policy: AuthorizationPolicy): boolean {
  const { targetRef, targetRefs } = policy.spec
  return (
    ['ALLOW', 'DENY'].includes(readAction(policy)) && !isDryRun(policy) && !targetRef && !targetRefs?.length
  )
}

/** Without a selector it is the namespace's; with one that names no labels at all it is nobody's. */
function isForWorkload({ spec }: AuthorizationPolicy, { labels }: AmbientWorkload): boolean {
  if (!spec.selector) return true
  const wanted = spec.selector.matchLabels
  return wanted !== undefined && Object.entries(wanted).every(([key, value]) => labels[key] === value)
}

function buildRules(policy: AuthorizationPolicy): NamedRule[] {
  const { namespace, name } = policy.metadata
  return (policy.spec.rules ?? []).flatMap((rule, index) => {
    if (readAction(policy) === 'ALLOW' && asksMore(rule)) return []
    return [{ namespace, policy: name, rule: index, match: buildRule(rule, namespace) }]
  })
}

type Values = readonly string[] | undefined
/** One attribute of a clause: values of which one must match, or none may. */
type Asked = readonly [key: string, values: Values, notValues: Values]

const knownKeys = ['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']
const sourceBeyond = ['remoteIpBlocks', 'notRemoteIpBlocks', 'requestPrincipals', 'notRequestPrincipals']
const operationBeyond = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths']

function asksMore(rule: PolicyRule): boolean {
  const hasAny = (part: object | undefined, fields: readonly string[]) =>
    Object.entries(part ?? {}).some(
      ([field, values]) => fields.includes(field) && Array.isArray(values) && values.length > 0,
    )
  return (
    (rule.from ?? []).some(({ source }) => hasAny(source, sourceBeyond)) ||
    (rule.to ?? []).some(({ operation }) => hasAny(operation, operationBeyond)) ||
    (rule.when ?? []).some(({ key }) => !knownKeys.includes(key))
  )
}

/** Clauses must all hold; of a clause one alternative that asks something. */
function buildRule(rule: PolicyRule, namespace: string): RequestMatch {
  const to = (rule.to ?? []).map(({ operation }): Asked[] => [
    ['destination.port', operation?.ports, operation?.notPorts],
  ])
  const from = (rule.from ?? []).map(({ source }): Asked[] => [
    ['source.ip', source?.ipBlocks, source?.notIpBlocks],
    ['source.namespace', source?.namespaces, source?.notNamespaces],
    ['source.serviceAccount', source?.serviceAccounts, source?.notServiceAccounts],
    ['source.principal', source?.principals, source?.notPrincipals],
  ])
  const when = (rule.when ?? []).map(({ key, values, notValues }): Asked[][] => [
    knownKeys.includes(key) ? [[key, values, notValues]] : [],
  ])
  const clauses = [to, from, ...when]
    .filter((clause) => clause.length > 0)
    .map((clause) => buildClause(clause, namespace))
  return (request) => clauses.every((clause) => clause(request))
}

function buildClause(alternatives: readonly (readonly Asked[])[], namespace: string): RequestMatch {
  const matches = alternatives
    .map((asked) => asked.flatMap((each) => buildAttribute(each, namespace)))
    .filter((conditions) => conditions.length > 0)
  return (request) => matches.some((conditions) => conditions.every((condition) => condition(request)))
}

function buildAttribute([key, values, notValues]: Asked, namespace: string): RequestMatch[] {
  const [wanted, unwanted] = [values, notValues].map((list) =>
    (list ?? []).flatMap((value) => buildValue(key, value, namespace) ?? []),
  )
  return [
    ...(wanted?.length ? [(request: AuthorizationRequest) => wanted.some((match) => match(request))] : []),
    ...(unwanted?.length
      ? [(request: AuthorizationRequest) => !unwanted.some((match) => match(request))]
      : []),
  ]
}

/** Undefined for a value that istiod leaves out. */
function buildValue(key: string, value: string, namespace: string): RequestMatch | undefined {
  if (key === 'source.ip' || key === 'destination.ip') {
    const match = buildAddressMatch(value)
    return match && ((request) => match(key === 'source.ip' ? request.source.ip : request.destination.ip))
  }
  if (key === 'destination.port') {
    const port = Number(value)
    return /^\d+$/.test(value) && port <= 65535 ? ({ destination }) => destination.port === port : undefined
  }
  if (key === 'source.serviceAccount') {
    const account = value.includes('/') ? value : `${namespace}/${value}`
    return ({ source }) => {
      const caller = parseIdentity(source.principal)
      return caller !== undefined && `${caller.namespace}/${caller.account}` === account
    }
  }
  const match = buildTextMatch(value)
  return ({ source }) => {
    const text = key === 'source.namespace' ? parseIdentity(source.principal)?.namespace : source.principal
    return text !== undefined && match(text)
  }
}

/** ztunnel knows identities of the one form alone. */
function parseIdentity(
  principal: string | undefined,
): { readonly namespace: string; readonly account: string } | undefined {
  const parts = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal ?? '')
  return parts ? { namespace: parts[1] ?? '', account: parts[2] ?? '' } : undefined
}
