import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { findRegexFault } from '#demo/prometheus/promql/regex-fault.ts'

export type MatchOp = '=' | '!=' | '=~' | '!~'

export interface Matcher {
  readonly label: string
  readonly op: MatchOp
  readonly value: string
  /** True when a series whose label has this value ('' when it has no such label) is chosen. */
  readonly matches: (value: string) => boolean
}

/**
 * A matcher as in model/labels/matcher.go: regular expressions are anchored at both ends and the dot takes line
 * breaks too (Prometheus 3). JavaScript's syntax stands in for RE2's; back-references and look-around, which RE2
 * refuses, are refused here as well. Throws bad_data for a pattern that does not compile.
 */
export function buildMatcher(label: string, op: MatchOp, value: string): Matcher {
  if (op === '=') return { label, op, value, matches: (actual) => actual === value }
  if (op === '!=') return { label, op, value, matches: (actual) => actual !== value }
  const test = memoise(compileAnchored(value))
  return { label, op, value, matches: op === '=~' ? test : (actual) => !test(actual) }
}

export function matchesEmpty(matcher: Matcher): boolean {
  return matcher.matches('')
}

/** Compiles `^(?s:pattern)$`; throws bad_data in the words of Go's regexp/syntax. */
function compileAnchored(pattern: string): (value: string) => boolean {
  const alternatives = listLiteralAlternatives(pattern)
  if (alternatives) return (value) => alternatives.has(value)
  const regex = compileRegex(pattern)
  return (value) => regex.test(value)
}

export function compileRegex(pattern: string): RegExp {
  const look = /\(\?(=|!|<=|<!)/.exec(pattern)?.[0]
  if (look) {
    throw new PromqlError(
      'bad_data',
      `error parsing regexp: invalid or unsupported Perl syntax: \`${look.slice(0, 3)}\``,
    )
  }
  const fault = findRegexFault(pattern)
  if (fault !== undefined) throw new PromqlError('bad_data', `error parsing regexp: ${fault}`)
  const { source, ignoreCase } = translateRe2(pattern)
  try {
    return new RegExp(`^(?:${source})$`, ignoreCase ? 'si' : 's')
  } catch {
    throw new PromqlError('bad_data', `error parsing regexp: cannot compile \`${pattern}\``)
  }
}

/** RE2's leading flags, named groups and classes, in JavaScript's spelling. */
function translateRe2(pattern: string): { source: string; ignoreCase: boolean } {
  const flags = /^\(\?([is]+)\)/.exec(pattern)
  const source = (flags ? pattern.slice(flags[0].length) : pattern)
    .replaceAll('(?P<', '(?<')
    .replaceAll('[[:alnum:]]', '[0-9A-Za-z]')
    .replaceAll('[[:alpha:]]', '[A-Za-z]')
    .replaceAll('[[:digit:]]', '[0-9]')
    .replaceAll('\\z', '$')
    .replaceAll('\\A', '^')
  return { source, ignoreCase: flags?.[1]?.includes('i') ?? false }
}

/** `a|b|c` without any special character is a set: thousands of namespaces are then looked up, not tried. */
function listLiteralAlternatives(pattern: string): ReadonlySet<string> | undefined {
  const unescaped = pattern.replaceAll('\\.', '.').replaceAll('\\-', '-')
  const plain = pattern.replaceAll('\\.', '').replaceAll('\\-', '')
  if (/[.*+?^${}()[\]\\]/.test(plain)) return undefined
  return new Set(unescaped.split('|'))
}

function memoise(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>()
  return (value) => {
    const hit = known.get(value)
    if (hit !== undefined) return hit
    const result = test(value)
    known.set(value, result)
    return result
  }
}
