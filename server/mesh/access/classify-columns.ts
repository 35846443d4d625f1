import type { Authorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { FieldCondition } from '#server/mesh/authorization/build-rule.ts'
import type { CompiledRule } from '#server/mesh/authorization/compile-policy.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'

const kept = new WeakMap<readonly string[], WeakMap<readonly CompiledRule[], Uint32Array>>()

/**
 * A number for each caller, equal for callers that these policies cannot tell apart: by every condition on an identity that
 * they have, and by whether there is one. What one policy tells apart is kept for as long as it is unchanged.
 */
export function classifyColumns(authorizers: readonly Authorizer[], columns: readonly string[]): Uint32Array {
  const compiled = authorizers.flatMap(({ policies, compile }) => policies.map(compile))
  let classes: Uint32Array = Uint32Array.from(columns, (principal) => (principal === '' ? 0 : 1))
  for (const rules of compiled) classes = combine(classes, classifyByRules(rules, columns))
  return classes
}

/** Numbers for the pairs of two numbers, in the order in which they occur. */
function combine(left: Uint32Array, right: Uint32Array): Uint32Array {
  if (right.every((number) => number === 0)) return left
  const pairs = new Map<number, number>()
  return left.map((one, index) => {
    const pair = one * 65_536 + (right[index] ?? 0)
    const known = pairs.get(pair) ?? pairs.size
    pairs.set(pair, known)
    return known
  })
}

function classifyByRules(rules: readonly CompiledRule[], columns: readonly string[]): Uint32Array {
  const byRules = kept.get(columns) ?? new WeakMap<readonly CompiledRule[], Uint32Array>()
  kept.set(columns, byRules)
  const known = byRules.get(rules)
  if (known) return known
  const conditions = rules
    .flatMap(({ built }) => (built.leftOut ? [] : built.clauses.flat(2)))
    .filter(isOfIdentity)
  const classes = numberBySignature(conditions, columns)
  byRules.set(rules, classes)
  return classes
}

/** Conditions of which the outcomes fit in one number; of more they are written as text, which is slower. */
const mostBits = 30

function numberBySignature(conditions: readonly FieldCondition[], columns: readonly string[]): Uint32Array {
  const numbers = new Map<number | string, number>()
  const isShort = conditions.length <= mostBits
  return Uint32Array.from(listRequests(columns), (request) => {
    let bits = 0
    if (isShort) for (const { match } of conditions) bits = bits * 2 + (match(request) ? 1 : 0)
    const told = isShort ? bits : conditions.map(({ match }) => (match(request) ? '1' : '0')).join('')
    const number = numbers.get(told) ?? numbers.size
    numbers.set(told, number)
    return number
  })
}

const requestsOf = new WeakMap<readonly string[], readonly AuthorizationRequest[]>()

function listRequests(columns: readonly string[]): readonly AuthorizationRequest[] {
  const known = requestsOf.get(columns) ?? columns.map(ask)
  requestsOf.set(columns, known)
  return known
}

function isOfIdentity({ key }: FieldCondition): boolean {
  return ['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain'].includes(key)
}

function ask(principal: string): AuthorizationRequest {
  return {
    protocol: 'tcp',
    source: { ...(principal === '' ? {} : { principal }), ip: '', remoteIp: '' },
    destination: { ip: '', port: 0 },
    sni: '',
  }
}
