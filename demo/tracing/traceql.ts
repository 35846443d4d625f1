import { BadParameter } from '#demo/tracing/answers.ts'
import { parseDuration } from '#demo/tracing/durations.ts'
import type { Span } from '#demo/tracing/spans.ts'

/** What a question in TraceQL asks of one span. */
export interface TraceQl {
  readonly fits: (span: Span) => boolean
  /** The one service that every fitting span has, where the question says so. */
  readonly service?: string
}

type Literal =
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'flag'; readonly value: boolean }
  | { readonly is: 'word'; readonly value: string }

type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: string; readonly literal: Literal }

const tokenForm =
  /\s*(?:(&&|\|\||!=|>=|<=|[=<>{}()])|("(?:[^"\\]|\\.)*")|(-?\d[\d.]*(?:ns|us|µs|ms|s|m|h)?)|([A-Za-z_.][\w.:-]*(?:"(?:[^"\\]|\\.)*")?))/y

/**
 * The part of TraceQL that asks for single spans (grafana/tempo pkg/traceql): one pair of braces with comparisons, `&&`,
 * `||` and parentheses, and hints after it. Throws BadParameter in the words of its parser's kind of failure.
 */
export function parseTraceQl(text: string): TraceQl {
  const tokens = tokenise(text)
  let at = 0
  const fail = () =>
    new BadParameter(
      `invalid TraceQL query: parse error at line 1, col ${at + 1}: syntax error: unexpected ${tokens[at] ?? '$end'}`,
    )
  const take = (wanted?: string): string => {
    const token = tokens[at]
    if (token === undefined || (wanted !== undefined && token !== wanted)) throw fail()
    at += 1
    return token
  }
  const parseList = (kind: 'and' | 'or', sign: string, parsePart: () => Condition): Condition => {
    const parts = [parsePart()]
    while (tokens[at] === sign) {
      take()
      parts.push(parsePart())
    }
    const [only] = parts
    return parts.length === 1 && only ? only : { kind, parts }
  }
  const parseEither = (): Condition => parseList('or', '||', parseAll)
  const parseAll = (): Condition => parseList('and', '&&', parseOne)
  const parseOne = (): Condition => {
    if (tokens[at] === '(') {
      take()
      const inner = parseEither()
      take(')')
      return inner
    }
    const field = take()
    const operator = take()
    if (!/^[A-Za-z_.]/.test(field) || !['=', '!=', '>', '>=', '<', '<='].includes(operator)) throw fail()
    return { kind: 'compare', field, operator, literal: parseLiteral(take()) }
  }
  take('{')
  const condition: Condition = tokens[at] === '}' ? { kind: 'and', parts: [] } : parseEither()
  take('}')
  if (tokens[at] !== undefined && tokens[at] !== 'with') throw fail()
  const service = findService(condition)
  return { fits: (span) => isMet(condition, span), ...(service !== undefined && { service }) }
}

function tokenise(text: string): string[] {
  const tokens: string[] = []
  tokenForm.lastIndex = 0
  while (text.slice(tokenForm.lastIndex).trim() !== '') {
    const from = tokenForm.lastIndex
    const found = tokenForm.exec(text)
    if (!found)
      throw new BadParameter(`invalid TraceQL query: parse error at line 1, col ${from + 1}: unknown token`)
    tokens.push(found.slice(1).find((part) => part !== undefined) ?? '')
  }
  return tokens
}

function parseLiteral(token: string): Literal {
  if (token.startsWith('"')) return { is: 'text', value: unquote(token) }
  if (token === 'true' || token === 'false') return { is: 'flag', value: token === 'true' }
  if (/^-?[\d.]+$/.test(token)) return { is: 'number', value: Number(token) }
  if (/^\d/.test(token)) return { is: 'number', value: parseDuration(token) }
  return { is: 'word', value: token }
}

const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)/g, '$1')

/** A service that all parts of an `&&` need. */
function findService(condition: Condition): string | undefined {
  if (condition.kind === 'compare') {
    const { field, operator, literal } = condition
    return field === 'resource.service.name' && operator === '=' && literal.is === 'text'
      ? literal.value
      : undefined
  }
  return condition.kind === 'and'
    ? condition.parts.map(findService).find((found) => found !== undefined)
    : undefined
}

function isMet(condition: Condition, span: Span): boolean {
  if (condition.kind !== 'compare') {
    const isPartMet = (part: Condition) => isMet(part, span)
    return condition.kind === 'and' ? condition.parts.every(isPartMet) : condition.parts.some(isPartMet)
  }
  const { operator, literal } = condition
  return readField(span, condition.field).some((value) => compare(value, operator, literal))
}

/** What a field holds: durations in milliseconds, `status` and `kind` as their words. */
function readField(span: Span, field: string): readonly (string | number)[] {
  if (field === 'name') return [span.name]
  if (field === 'duration') return [span.durationMs]
  if (field === 'status') return [span.failed ? 'error' : 'unset']
  if (field === 'kind') return [span.kind]
  if (field === 'resource.service.name' || field === '.service.name') return [span.service]
  const [, key] = /^(?:span)?\.(.+)$/.exec(field) ?? []
  if (key === undefined) return []
  const name = key.startsWith('"') ? unquote(key) : key
  return span.tags.filter(([own]) => own === name).map(([, value]) => value)
}

/** A value compares with a literal of its own type alone. */
function compare(value: string | number, operator: string, { is, value: wanted }: Literal): boolean {
  if (typeof value === 'string' && is !== 'text' && is !== 'word') return false
  if (typeof value === 'number' && is !== 'number') return false
  if (operator === '=') return value === wanted
  if (operator === '!=') return value !== wanted
  if (operator === '>') return value > wanted
  if (operator === '>=') return value >= wanted
  return operator === '<' ? value < wanted : value <= wanted
}
