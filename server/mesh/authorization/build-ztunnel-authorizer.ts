import type { Authorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { BuiltRule, FieldCondition, LeftOutRule } from '#server/mesh/authorization/build-rule.ts'
import { matchConditions } from '#server/mesh/authorization/build-rule.ts'
import { type CompiledRule, isDryRun, readAction } from '#server/mesh/authorization/compile-policy.ts'
import type { RequestMatch } from '#server/mesh/authorization/conditions.ts'
import { type Chain, decide, noRules } from '#server/mesh/authorization/decide.ts'
import { explainRules } from '#server/mesh/authorization/explain-rules.ts'
import { buildAddressMatch } from '#server/mesh/authorization/match-address.ts'
import { buildTextMatch } from '#server/mesh/authorization/match-text.ts'
import { holdsEvery, holdsNot, holdsSome, type Match } from '#server/mesh/authorization/outcome.ts'
import type { AuthorizationPolicy, OpenAspect, PolicyRule } from '#server/mesh/authorization/types.ts'
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
  const select = (action: string) => {
    const of = policies.filter((policy) => readAction(policy) === action)
    return { exists: of.length > 0, rules: of.flatMap(compileForZtunnel) }
  }
  const chain: Chain = {
    broken: [],
    delegating: [],
    audit: noRules,
    deny: select('DENY'),
    allow: select('ALLOW'),
    dryRunDeny: noRules,
    dryRunAllow: noRules,
  }
  return {
    policies,
    compile: compileForZtunnel,
    decide: (request) => decide(chain, request),
    explain: (request) => explainRules(chain, request),
  }
}

/** Policies that hold for a workload by their place and yet never reach its ztunnel, and why. */
export function listUnsentPolicies(
  snapshot: MeshSnapshot,
  workload: AmbientWorkload,
): readonly { readonly policy: AuthorizationPolicy; readonly why: 'action' | 'dry-run' }[] {
  return [...new Set([snapshot.rootNamespace, workload.namespace])]
    .flatMap((namespace) => snapshot.inNamespace('AuthorizationPolicy', namespace))
    .filter((policy) => !hasReferences(policy) && !isSent(policy) && isForWorkload(policy, workload))
    .map((policy) => ({ policy, why: isDryRun(policy) ? ('dry-run' as const) : ('action' as const) }))
}

function hasReferences({ spec }: AuthorizationPolicy): boolean {
  return spec.targetRef !== undefined || (spec.targetRefs?.length ?? 0) > 0
}

function isSent(policy: AuthorizationPolicy): boolean {
  return ['ALLOW', 'DENY'].includes(readAction(policy)) && !isDryRun(policy) && !hasReferences(policy)
}

/** Without a selector it is the namespace's; with one that names no labels at all it is nobody's. */
function isForWorkload({ spec }: AuthorizationPolicy, { labels }: AmbientWorkload): boolean {
  if (!spec.selector) return true
  const wanted = spec.selector.matchLabels
  return wanted !== undefined && Object.entries(wanted).every(([key, value]) => labels[key] === value)
}

const compiled = new WeakMap<AuthorizationPolicy, readonly CompiledRule[]>()

function compileForZtunnel(policy: AuthorizationPolicy): readonly CompiledRule[] {
  const known = compiled.get(policy)
  if (known) return known
  const { namespace, name } = policy.metadata
  const action = readAction(policy)
  const rules = (policy.spec.rules ?? []).map((rule, index): CompiledRule => {
    const beyond = listBeyond(rule)
    const [field] = beyond
    const leftOut =
      action === 'ALLOW' && field !== undefined ? { why: 'not-told' as const, field } : undefined
    const built: BuiltRule | LeftOutRule = leftOut
      ? { leftOut }
      : { ...buildRule(rule, namespace), ignored: beyond }
    return { namespace, policy: name, rule: index, action, built }
  })
  compiled.set(policy, rules)
  return rules
}

type Values = readonly string[] | undefined
/** One attribute of a clause: values of which one must match, or none may, and the path of its field. */
type Asked = readonly [key: string, values: Values, notValues: Values, field: string, notField: string]

const knownKeys = ['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']
const sourceBeyond = ['remoteIpBlocks', 'notRemoteIpBlocks', 'requestPrincipals', 'notRequestPrincipals']
const operationBeyond = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths']

/** The fields of a rule that layer 4 cannot tell. */
function listBeyond(rule: PolicyRule): readonly string[] {
  const listIn = (part: object | undefined, fields: readonly string[], at: string) =>
    Object.entries(part ?? {}).flatMap(([field, values]) =>
      fields.includes(field) && Array.isArray(values) && values.length > 0 ? [`${at}.${field}`] : [],
    )
  return [
    ...(rule.from ?? []).flatMap(({ source }, index) =>
      listIn(source, sourceBeyond, `from[${index}].source`),
    ),
    ...(rule.to ?? []).flatMap(({ operation }, index) =>
      listIn(operation, operationBeyond, `to[${index}].operation`),
    ),
    ...(rule.when ?? []).flatMap(({ key }, index) => (knownKeys.includes(key) ? [] : [`when[${index}].key`])),
  ]
}

/** Clauses must all hold; of a clause one alternative that asks something. */
function buildRule(rule: PolicyRule, namespace: string): Omit<BuiltRule, 'ignored'> {
  const ask = (
    key: string,
    [values, notValues]: readonly [Values, Values],
    at: string,
    name: string,
  ): Asked => {
    const notName = `not${name.charAt(0).toUpperCase()}${name.slice(1)}`
    return [key, values, notValues, `${at}${name}`, `${at}${notName}`]
  }
  const to = (rule.to ?? []).map(({ operation }, index): Asked[] => [
    ask('destination.port', [operation?.ports, operation?.notPorts], `to[${index}].operation.`, 'ports'),
  ])
  const from = (rule.from ?? []).map(({ source }, index): Asked[] => {
    const at = `from[${index}].source.`
    return [
      ask('source.ip', [source?.ipBlocks, source?.notIpBlocks], at, 'ipBlocks'),
      ask('source.namespace', [source?.namespaces, source?.notNamespaces], at, 'namespaces'),
      ask(
        'source.serviceAccount',
        [source?.serviceAccounts, source?.notServiceAccounts],
        at,
        'serviceAccounts',
      ),
      ask('source.principal', [source?.principals, source?.notPrincipals], at, 'principals'),
    ]
  })
  const when = (rule.when ?? []).map(({ key, values, notValues }, index): Asked[][] => [
    knownKeys.includes(key) ? [ask(key, [values, notValues], `when[${index}].`, 'values')] : [],
  ])
  const clauses = [to, from, ...when]
    .filter((clause) => clause.length > 0)
    .map((clause) =>
      clause
        .map((asked) => asked.flatMap((each) => buildAttribute(each, namespace)))
        .filter((conditions) => conditions.length > 0),
    )
  return {
    match: (request) =>
      holdsEvery(clauses, (clause) => holdsSome(clause, (each) => matchConditions(each, request))),
    clauses,
  }
}

const aspects: Readonly<Record<string, OpenAspect>> = {
  'source.ip': 'address',
  'destination.ip': 'address',
  'destination.port': 'port',
}

function buildAttribute(
  [key, values, notValues, field, notField]: Asked,
  namespace: string,
): FieldCondition[] {
  const aspect = aspects[key]
  const build = (of: Values): readonly Match[] =>
    (of ?? []).flatMap((value): Match[] => {
      const match = buildValue(key, value, namespace)
      if (!match) return []
      return [(request) => (aspect && request.open?.has(aspect) ? undefined : match(request))]
    })
  const [wanted, unwanted] = [build(values), build(notValues)]
  const hasOne =
    (matches: readonly Match[]): Match =>
    (request) =>
      holdsSome(matches, (match) => match(request))
  return [
    ...(wanted.length > 0
      ? [{ field, key, values: values ?? [], negated: false, match: hasOne(wanted) }]
      : []),
    ...(unwanted.length > 0
      ? [
          {
            field: notField,
            key,
            values: notValues ?? [],
            negated: true,
            match: (request: Parameters<Match>[0]) => holdsNot(hasOne(unwanted)(request)),
          },
        ]
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
