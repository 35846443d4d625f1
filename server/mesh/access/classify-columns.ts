import type { Authorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { FieldCondition } from '#server/mesh/authorization/build-rule.ts'
import type { CompiledRule } from '#server/mesh/authorization/compile-policy.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'

/** A number below `count` for each caller. */
interface Classes {
  readonly numbers: Uint32Array
  readonly count: number
}

interface KeptOfColumns {
  /** What each caller would ask. */
  readonly requests: readonly AuthorizationRequest[]
  readonly byRules: WeakMap<readonly CompiledRule[], Classes>
}

const kept = new WeakMap<readonly string[], KeptOfColumns>()

/**
 * A number for each caller, equal for callers that these policies cannot tell apart: by every condition on an identity that
 * they have, and by whether there is one. What one policy tells apart is kept for as long as it is unchanged.
 */
export function classifyColumns(authorizers: readonly Authorizer[], columns: readonly string[]): Uint32Array {
  const of = kept.get(columns) ?? { requests: columns.map(ask), byRules: new WeakMap() }
  kept.set(columns, of)
  let classes: Classes = {
    numbers: Uint32Array.from(columns, (principal) => (principal === '' ? 0 : 1)),
    count: 2,
  }
  for (const { policies, compile } of authorizers)
    for (const policy of policies) {
      const { numbers, count } = classifyByRules(compile(policy), of)
      if (count > 1) classes = refine(classes, count, (index) => numbers[index] ?? 0)
    }
  return classes.numbers
}

function classifyByRules(rules: readonly CompiledRule[], { requests, byRules }: KeptOfColumns): Classes {
  const known = byRules.get(rules)
  if (known) return known
  let classes: Classes = { numbers: new Uint32Array(requests.length), count: 1 }
  // Every index is one of a request.
  for (const { match } of listIdentityConditions(rules))
    classes = refine(classes, 2, (index) => (match(requests[index] as AuthorizationRequest) ? 1 : 0))
  byRules.set(rules, classes)
  return classes
}

/** Of more pairs than these a table would mostly stay empty. */
const mostPairs = 65_536

/**
 * Numbers for the pairs of a caller's class and of what is told of it, in the order in which they occur.
 *
 * @param tell a number below `kinds` for the caller at an index
 */
function refine({ numbers, count }: Classes, kinds: number, tell: (index: number) => number): Classes {
  const table = count * kinds <= mostPairs ? new Uint32Array(count * kinds) : new Map<number, number>()
  const refined = new Uint32Array(numbers.length)
  let found = 0
  for (let index = 0; index < numbers.length; index++) {
    const pair = (numbers[index] ?? 0) * kinds + tell(index)
    const known = table instanceof Map ? table.get(pair) : table[pair]
    if (known) {
      refined[index] = known - 1
      continue
    }
    refined[index] = found++
    if (table instanceof Map) table.set(pair, found)
    else table[pair] = found
  }
  return { numbers: refined, count: found }
}

const ofIdentity: ReadonlySet<string> = new Set([
  'source.principal',
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
])

function listIdentityConditions(rules: readonly CompiledRule[]): readonly FieldCondition[] {
  return rules
    .flatMap(({ built }) => (built.leftOut ? [] : built.clauses.flat(2)))
    .filter(({ key }) => ofIdentity.has(key))
}

function ask(principal: string): AuthorizationRequest {
  return {
    protocol: 'tcp',
    source: { ...(principal === '' ? {} : { principal }), ip: '', remoteIp: '' },
    destination: { ip: '', port: 0 },
    sni: '',
  }
}
