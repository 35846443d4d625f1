import { buildTextMatch, type TextMatch } from '#server/mesh/authorization/match-text.ts'
import type { TokenPayload } from '#server/mesh/authorization/types.ts'

export type TokenMatch = (token: TokenPayload | undefined) => boolean

/**
 * `<issuer>/<subject>` with `*` on either side; the last slash parts them, since an issuer may be an address. Without a
 * slash it is an issuer with an empty subject, which no ordinary token has, unless a star stands at one end
 * (istio `pilot/pkg/security/authz/model/generator.go`, requestPrincipalGenerator).
 */
export function buildRequestPrincipalMatch(pattern: string): TokenMatch {
  const [issuer, subject] = buildPrincipalParts(pattern)
  return (token) => matchesText(token?.['iss'], issuer) && matchesText(token?.['sub'], subject)
}

function buildPrincipalParts(pattern: string): readonly [TextMatch, TextMatch] {
  const slash = pattern.lastIndexOf('/')
  const issuer = slash < 0 ? pattern : pattern.slice(0, slash)
  const subject = slash < 0 ? '' : pattern.slice(slash + 1)
  const any: TextMatch = (text) => text !== ''
  const exactly =
    (wanted: string): TextMatch =>
    (text) =>
      text === wanted
  if (pattern === '*') return [any, any]
  if (pattern.startsWith('*')) {
    if (slash < 0) return [any, buildTextMatch(pattern)]
    return [buildTextMatch(issuer), exactly(subject)]
  }
  if (pattern.endsWith('*'))
    return slash < 0 ? [buildTextMatch(pattern), any] : [exactly(issuer), buildSubjectMatch(subject)]
  return [exactly(issuer), exactly(subject)]
}

/** It ends with a star; one at its begin stands for itself. */
function buildSubjectMatch(pattern: string): TextMatch {
  const head = pattern.slice(0, -1)
  return (text) => text !== '' && text.startsWith(head)
}

/**
 * A claim, by the names on the way to it: a text, or a list of which one text matches. Numbers and booleans never do
 * (Envoy's ValueMatcher of strings).
 */
export function buildClaimMatch(names: readonly string[], patterns: readonly string[]): TokenMatch {
  const matches = patterns.map((pattern) => buildTextMatch(pattern))
  const matchesOne = (value: unknown) => matches.some((match) => matchesText(value, match))
  return (token) => {
    const value = names.reduce<unknown>(readMember, token)
    return Array.isArray(value) ? value.some(matchesOne) : matchesOne(value)
  }
}

function readMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  // An object of JSON has text keys.
  return Object.hasOwn(value, name) ? (value as TokenPayload)[name] : undefined
}

function matchesText(value: unknown, match: TextMatch): boolean {
  return typeof value === 'string' && match(value)
}

/** The names in `[a][b]`; brackets inside of one another are one name. Undefined when it does not begin and end so. */
export function parseBracketNames(text: string): readonly string[] | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined
  return /^(\[[^[\]]*\])+$/.test(text) ? text.slice(1, -1).split('][') : [text.slice(1, -1)]
}
