import {
  type Attribute,
  type ConditionFacts,
  findAttribute,
  isAlwaysThere,
  type RequestMatch,
} from '#server/mesh/authorization/conditions.ts'
import {
  holdsEvery,
  holdsNot,
  holdsSome,
  type Match,
  type Outcome,
} from '#server/mesh/authorization/outcome.ts'
import type {
  Action,
  AuthorizationRequest,
  PolicyRule,
  PolicySource,
} from '#server/mesh/authorization/types.ts'

type Values = readonly string[] | undefined
/** One attribute as a rule asks it, and the path of its field in the rule up to `values` and `notValues`. */
interface Asked {
  readonly key: string
  readonly values: Values
  readonly notValues: Values
  readonly field: string
  readonly notField: string
}

/** One field of a rule: of its values one must match, or for `negated` none may. */
export interface FieldCondition {
  /** `from[0].source.principals`, `to[1].operation.notPaths`, `when[0].values`. */
  readonly field: string
  /** What it asks, by the keys of `when`, or `operation.hosts`, `.methods`, `.paths`. */
  readonly key: string
  readonly values: readonly string[]
  readonly negated: boolean
  readonly match: Match
}

/** What must hold together, of alternatives of which one suffices: `from`, `to`, and `when` as one alternative. */
export type Clause = readonly (readonly FieldCondition[])[]

export interface BuiltRule {
  readonly match: Match
  readonly clauses: readonly Clause[]
  /** Fields that the chain cannot tell and that are left out, so that the rule is wider than it reads. */
  readonly ignored: readonly string[]
  readonly leftOut?: never
}

/** A rule that istiod leaves out, and the field that is why. */
export interface LeftOutRule {
  readonly leftOut: { readonly why: 'unknown-key' | 'not-told' | 'bad-value'; readonly field: string }
}

/**
 * The match of one rule on one kind of filter chain: one of `from`, one of `to`, and all of `when`; inside of one source
 * or operation all fields. Left out when istiod leaves it out: its `when` has an unknown key, or it is of ALLOW
 * and asks what the chain cannot tell (HTTP on TCP). For the other actions only that condition is left out, which makes
 * the rule wider (istio `pilot/pkg/security/authz/model/model.go`, checkError).
 */
export function buildRule(rule: PolicyRule, action: Action, facts: ConditionFacts): BuiltRule | LeftOutRule {
  const when = listWhen(rule)
  const unknown = when.find(({ key }) => key.startsWith('operation.') || !findAttribute(key, facts))
  if (unknown) return { leftOut: { why: 'unknown-key', field: unknown.field.replace(/values$/, 'key') } }
  const alternatives = [
    [when],
    (rule.from ?? []).map(({ source }, index) => listSource(source ?? {}, `from[${index}].source`)),
    (rule.to ?? []).map(({ operation }, index) => listOperation(operation ?? {}, `to[${index}].operation`)),
  ]
  const built = alternatives.map((clause) => clause.map((asked) => buildConditions(asked, facts)))
  const faults = built.flat().flatMap(({ faults }) => faults)
  const [fault] = faults
  if (fault && action === 'ALLOW') return { leftOut: fault }
  const clauses = built.map((clause) => clause.map(({ conditions }) => conditions))
  return {
    match: (request) => holdsEvery(clauses, (clause) => matchClause(clause, request)),
    clauses,
    ignored: faults.map(({ field }) => field),
  }
}

/** No alternatives at all mean no condition. */
function matchClause(clause: Clause, request: AuthorizationRequest): Outcome {
  if (clause.length === 0) return true
  return holdsSome(clause, (conditions) => matchConditions(conditions, request))
}

export function matchConditions(
  conditions: readonly FieldCondition[],
  request: AuthorizationRequest,
): Outcome {
  return holdsEvery(conditions, ({ match }) => match(request))
}

interface Conditions {
  readonly conditions: readonly FieldCondition[]
  /** Fields with a value that cannot be expressed. */
  readonly faults: readonly LeftOutRule['leftOut'][]
}

function buildConditions(asked: readonly Asked[], facts: ConditionFacts): Conditions {
  const parts = asked.flatMap(({ key, values, notValues, field, notField }) => [
    buildField({ key, field, values: values ?? [], negated: false }, facts),
    buildField({ key, field: notField, values: notValues ?? [], negated: true }, facts),
  ])
  return {
    conditions: parts.flatMap(({ conditions }) => conditions),
    faults: parts.flatMap(({ faults }) => faults),
  }
}

function buildField(asked: Omit<FieldCondition, 'match'>, facts: ConditionFacts): Conditions {
  const attribute = findAttribute(asked.key, facts)
  if (!attribute || asked.values.length === 0) return { conditions: [], faults: [] }
  const values = asked.values.flatMap((value) => attribute.expand?.(value) ?? [value])
  const exact = attribute.buildExact ? values.filter(standsForItself) : []
  const others = attribute.buildExact ? values.filter((value) => !standsForItself(value)) : values
  const built = [
    ...(exact.length > 0 && attribute.buildExact ? [attribute.buildExact(exact)] : []),
    ...others.map((value) => buildValue(value, asked.key, attribute)),
  ]
  const matches = built.filter((match) => match !== undefined)
  const isUntold = facts.protocol === 'tcp' && !attribute.aspect && matches.length === 0
  return {
    conditions:
      matches.length === 0 ? [] : [{ ...asked, match: asked.negated ? none(matches) : some(matches) }],
    faults:
      built.length === matches.length
        ? []
        : [{ why: isUntold ? 'not-told' : 'bad-value', field: asked.field }],
  }
}

function standsForItself(value: string): boolean {
  return !value.startsWith('*') && !value.endsWith('*')
}

function buildValue(value: string, key: string, { build, aspect }: Attribute): Match | undefined {
  const match: RequestMatch | undefined = build(value)
  if (!match || !aspect) return match
  const unsaid = isAlwaysThere(key, value) ? true : undefined
  return (request) => (request.open?.has(aspect) ? unsaid : match(request))
}

function some(matches: readonly Match[]): Match {
  const [only, ...others] = matches
  if (only && others.length === 0) return only
  return (request) => holdsSome(matches, (match) => match(request))
}

function none(matches: readonly Match[]): Match {
  return (request) => holdsNot(holdsSome(matches, (match) => match(request)))
}

function listWhen(rule: PolicyRule): readonly Asked[] {
  return (rule.when ?? []).map(({ key, values, notValues }, index) => ({
    key,
    values,
    notValues,
    field: `when[${index}].values`,
    notField: `when[${index}].notValues`,
  }))
}

const sourceFields = [
  ['source.principal', 'principals', 'notPrincipals'],
  ['request.auth.principal', 'requestPrincipals', 'notRequestPrincipals'],
  ['source.serviceAccount', 'serviceAccounts', 'notServiceAccounts'],
  ['source.trustDomain', 'trustDomains', 'notTrustDomains'],
  ['source.namespace', 'namespaces', 'notNamespaces'],
  ['remote.ip', 'remoteIpBlocks', 'notRemoteIpBlocks'],
  ['source.ip', 'ipBlocks', 'notIpBlocks'],
] as const

function listSource(source: PolicySource, at: string): readonly Asked[] {
  return sourceFields.map(([key, field, notField]) => ({
    key,
    values: source[field],
    notValues: source[notField],
    field: `${at}.${field}`,
    notField: `${at}.${notField}`,
  }))
}

type Operation = NonNullable<NonNullable<PolicyRule['to']>[number]['operation']>

const operationFields = [
  ['operation.hosts', 'hosts', 'notHosts'],
  ['operation.methods', 'methods', 'notMethods'],
  ['operation.paths', 'paths', 'notPaths'],
  ['destination.port', 'ports', 'notPorts'],
] as const

function listOperation(operation: Operation, at: string): readonly Asked[] {
  return operationFields.map(([key, field, notField]) => ({
    key,
    values: operation[field],
    notValues: operation[notField],
    field: `${at}.${field}`,
    notField: `${at}.${notField}`,
  }))
}
