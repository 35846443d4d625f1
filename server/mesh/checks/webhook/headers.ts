import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'

type Faults = Generator<ConfigFault>

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/
const pseudo = [':method', ':scheme', ':authority', ':path', ':status']
const claimLead = '@request.auth.claims'

/** `@request.auth.claims.a` or `@request.auth.claims[a]`: routing by a claim of a token (istio `pkg/jwt/routing.go`). */
export function isClaimName(name: string): boolean {
  if (!name.toLowerCase().startsWith(claimLead)) return false
  const rest = name.slice(claimLead.length)
  return (rest.startsWith('.') && rest.length > 1) || /^\[.+\]$/s.test(rest)
}

/** A header that a route matches: a token, a pseudo header or a claim. */
export function* checkMatchedHeader(entry: Field): Faults {
  if (!isClaimName(entry.key) && !pseudo.includes(entry.key) && !token.test(entry.key))
    yield refuse(entry, 'config-header-name', { value: entry.key })
}

export function isHeaderToken(name: string): boolean {
  return token.test(name)
}

/**
 * What a route or destination does to headers. Requests may set the authority; nothing else that begins with a colon,
 * nor Host, may be touched (ValidateHTTPHeaderOperationName and its neighbour).
 */
export function* checkHeaderOperations(headers: Field): Faults {
  for (const [side, mayBeAuthority] of [
    ['request', true],
    ['response', false],
  ] as const) {
    const operations = headers.at(side)
    for (const verb of ['add', 'set'])
      for (const entry of operations.at(verb).entries) {
        yield* checkOperated(entry, entry.key, mayBeAuthority)
        if (!isHeaderValue(entry.text)) yield refuse(entry, 'config-header-value', { value: entry.text })
      }
    for (const item of operations.at('remove').items) yield* checkOperated(item, item.text, false)
  }
}

function* checkOperated(field: Field, name: string, mayBeAuthority: boolean): Faults {
  if (name === '') yield refuse(field, 'config-empty', { field: field.key })
  else if (isInternal(name) && !(mayBeAuthority && isAuthority(name)))
    yield refuse(field, 'config-header-internal', { value: name })
}

function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host'
}

export function isAuthority(name: string): boolean {
  return [':authority', 'host'].includes(name.toLowerCase())
}

// Control characters but the tab, which the character class is there to find.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000a-\u001f\u007f]/

type State = 'literal' | 'name' | 'arguments' | 'quote' | 'string' | 'delimiter' | 'close' | 'end'

/**
 * What follows a character in each state; `space` may stand where it is listed, `other` is everything else, and what is
 * not listed is refused (Envoy `source/common/router/header_parser.cc`).
 */
const steps: Readonly<Record<State, Readonly<Record<string, State>>>> = {
  literal: { '%': 'name', other: 'literal' },
  name: { '%': 'literal', '(': 'arguments', other: 'name' },
  arguments: { '[': 'quote', ' ': 'arguments', other: 'string' },
  quote: { '"': 'string', ' ': 'quote' },
  string: { ')': 'end', '"': 'delimiter', other: 'string' },
  delimiter: { ',': 'quote', ']': 'close', ' ': 'delimiter' },
  close: { ')': 'end', ' ': 'close' },
  end: { '%': 'literal', ' ': 'end' },
}

/**
 * Whether Envoy takes a value: `%%`, or `%NAME%` whose arguments are plain text or a list of quoted texts
 * (istio `pkg/config/validation/header_value_validator.go`).
 */
export function isHeaderValue(value: string): boolean {
  if (controls.test(value)) return false
  let state: State = 'literal'
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? ''
    if (state === 'literal' && value.startsWith('%%', at)) at += 1
    else if (state === 'string' && character === '\\') {
      if (at + 1 === value.length) return false
      at += 1
    } else {
      const next: State | undefined = steps[state][character] ?? steps[state]['other']
      if (!next) return false
      state = next
    }
  }
  return state === 'literal'
}
