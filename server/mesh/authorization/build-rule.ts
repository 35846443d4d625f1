import {
  type ConditionFacts,
  findAttribute,
  type RequestMatch,
} from '#server/mesh/authorization/conditions.ts'
import type { Action, PolicyRule, PolicySource } from '#server/mesh/authorization/types.ts'

type Values = readonly string[] | undefined
type Asked = readonly [key: string, values: Values, notValues: Values]

/**
 * The match of one rule on one kind of filter chain: one of `from`, one of `to`, and all of `when`; inside of one source
 * or operation all fields. Undefined when istiod leaves the rule out: its `when` has an unknown key, or it is of ALLOW
 * and asks what the chain cannot tell (HTTP on TCP). For the other actions only that condition is left out, which makes
 * the rule wider (istio `pilot/pkg/security/authz/model/model.go`, checkError).
 */
export function buildRule(rule: PolicyRule, action: Action, facts: ConditionFacts): RequestMatch | undefined {
  const when = (rule.when ?? []).map(({ key, values, notValues }): Asked => [key, values, notValues])
  if (when.some(([key]) => key.startsWith('operation.') || !findAttribute(key, facts))) return undefined
  const from = (rule.from ?? []).map(({ source }) => listSourceConditions(source ?? {}))
  const to = (rule.to ?? []).map(({ operation }) => listOperationConditions(operation ?? {}))
  const conditions = [
    all(buildConditions(when, facts)),
    any(from.map((asked) => all(buildConditions(asked, facts)))),
    any(to.map((asked) => all(buildConditions(asked, facts)))),
  ]
  const faulty = [when, ...from, ...to].some((asked) => buildConditions(asked, facts).some(isFaulty))
  if (faulty && action === 'ALLOW') return undefined
  return (request) => conditions.every((condition) => condition(request))
}

interface Condition {
  readonly matches: readonly RequestMatch[]
  /** A value could not be expressed. */
  readonly faulty: boolean
}

function isFaulty({ faulty }: Condition): boolean {
  return faulty
}

function buildConditions(asked: readonly Asked[], facts: ConditionFacts): Condition[] {
  return asked.map(([key, values, notValues]) => {
    const wanted = buildValues(key, values ?? [], facts)
    const unwanted = buildValues(key, notValues ?? [], facts)
    return {
      matches: [
        ...(wanted.matches.length > 0 ? [any(wanted.matches)] : []),
        ...(unwanted.matches.length > 0 ? [not(any(unwanted.matches))] : []),
      ],
      faulty: wanted.faulty || unwanted.faulty,
    }
  })
}

function buildValues(key: string, values: readonly string[], facts: ConditionFacts): Condition {
  const attribute = findAttribute(key, facts)
  if (!attribute) return { matches: [], faulty: false }
  const built = values
    .flatMap((value) => attribute.expand?.(value) ?? [value])
    .map((value) => attribute.build(value))
  return {
    matches: built.filter((match) => match !== undefined),
    faulty: built.includes(undefined),
  }
}

function all(conditions: readonly Condition[]): RequestMatch {
  const matches = conditions.flatMap((condition) => condition.matches)
  return (request) => matches.every((match) => match(request))
}

/** No alternatives at all means no condition. */
function any(matches: readonly RequestMatch[]): RequestMatch {
  if (matches.length === 0) return () => true
  return (request) => matches.some((match) => match(request))
}

function not(match: RequestMatch): RequestMatch {
  return (request) => !match(request)
}

function listSourceConditions(source: PolicySource): Asked[] {
  return [
    ['source.principal', source.principals, source.notPrincipals],
    ['request.auth.principal', source.requestPrincipals, source.notRequestPrincipals],
    ['source.serviceAccount', source.serviceAccounts, source.notServiceAccounts],
    ['source.trustDomain', source.trustDomains, source.notTrustDomains],
    ['source.namespace', source.namespaces, source.notNamespaces],
    ['remote.ip', source.remoteIpBlocks, source.notRemoteIpBlocks],
    ['source.ip', source.ipBlocks, source.notIpBlocks],
  ]
}

type Operation = NonNullable<NonNullable<PolicyRule['to']>[number]['operation']>

function listOperationConditions(operation: Operation): Asked[] {
  return [
    ['operation.hosts', operation.hosts, operation.notHosts],
    ['operation.methods', operation.methods, operation.notMethods],
    ['operation.paths', operation.paths, operation.notPaths],
    ['destination.port', operation.ports, operation.notPorts],
  ]
}
