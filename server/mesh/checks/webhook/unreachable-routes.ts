import { type ConfigFault, warn } from '#server/mesh/checks/config-fault.ts'
import { asRecord, type Field } from '#server/mesh/checks/field.ts'

type Faults = Generator<ConfigFault>

/**
 * Routes and matches that earlier ones leave nothing to: after a route without matches, the same match twice, and for
 * HTTP a prefix within an earlier prefix with the same conditions (analyzeUnreachableHTTPRules and its neighbours of
 * istio `pkg/config/validation/validation.go`, IST0130 and IST0134).
 */
export function* checkUnreachable(routes: Field, isHttp: boolean): Faults {
  const seen = new Map<string, Field>()
  const prefixes: Prefix[] = []
  let catchAll: Field | undefined
  for (const route of routes.items) {
    const matches = route.at('match').items
    if (matches.length === 0) {
      if (catchAll) yield warn(route, 'config-route-unreachable', { by: catchAll.path })
      catchAll = route
      continue
    }
    let repeated = 0
    for (const match of matches) {
      if (catchAll) {
        yield warn(match, 'config-route-unreachable', { by: catchAll.path })
        continue
      }
      const same = seen.get(identify(match))
      if (same) {
        repeated += 1
        yield warn(match, 'config-match-ineffective', { by: same.path })
        continue
      }
      seen.set(identify(match), route)
      const prefix = isHttp ? readPrefix(match) : undefined
      if (prefix) prefixes.push(prefix)
    }
    if (repeated === matches.length) yield warn(route, 'config-route-unreachable', { by: routes.path })
  }
  yield* checkPrefixes(prefixes)
}

/** A match without its name, whatever the order of its keys. */
function identify(match: Field): string {
  return JSON.stringify(sortKeys({ ...asRecord(match.value), name: undefined }))
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sortKeys(member)]))
}

interface Prefix {
  readonly match: Field
  readonly prefix: string
  readonly port: number
  /** Exact or prefix of each condition by its name. */
  readonly conditions: ReadonlyMap<string, string>
}

function readPrefix(match: Field): Prefix | undefined {
  const prefix = match.at('uri').at('prefix').text
  if (prefix === '') return undefined
  const conditions = new Map([
    ['method', readCondition(match.at('method')) || 'exact:GET'],
    ['authority', readCondition(match.at('authority'))],
  ])
  for (const name of ['headers', 'queryParams', 'withoutHeaders'])
    for (const entry of match.at(name).entries) conditions.set(`${name}.${entry.key}`, readCondition(entry))
  return { match, prefix, port: match.at('port').number, conditions }
}

function readCondition(field: Field): string {
  const [exact, prefix] = [field.at('exact').text, field.at('prefix').text]
  if (exact !== '') return `exact:${exact}`
  return prefix === '' ? '' : `prefix:${prefix}`
}

function* checkPrefixes(prefixes: readonly Prefix[]): Faults {
  for (const [index, later] of prefixes.entries())
    for (const earlier of prefixes.values().take(index))
      if (earlier.prefix !== later.prefix && covers(earlier, later))
        yield warn(later.match, 'config-match-ineffective', { by: earlier.match.path })
}

/** As istiod has it: the later's condition may be shorter than the earlier's, by its text. */
function covers(earlier: Prefix, later: Prefix): boolean {
  return (
    later.prefix.startsWith(earlier.prefix) &&
    earlier.port === later.port &&
    earlier.conditions.size === later.conditions.size &&
    [...earlier.conditions].every(([name, text]) => {
      const other = later.conditions.get(name)
      return other !== undefined && text.startsWith(other)
    })
  )
}
