import { Environment } from '@marcbachmann/cel-js'
import { isAddress } from '#server/mesh/checks/text/names.ts'
import { parseRequestUrl } from '#server/mesh/checks/text/urls.ts'

/** Throws when the rule cannot be evaluated. */
export type CelProgram = (self: unknown) => unknown

/**
 * CEL as the API server offers it: the language, and of Kubernetes' own functions those that the CRDs call. Here a URL
 * is its text, which has been found to be one.
 */
const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('isURL(string): bool', (text: string) => parseRequestUrl(text) !== undefined)
  .registerFunction('url(string): string', (text: string) => {
    if (!parseRequestUrl(text)) throw new Error(`no URL: ${text}`)
    return text
  })
  .registerFunction('string.getScheme(): string', (text: string) => parseRequestUrl(text)?.scheme ?? '')
  .registerFunction('string.matchesRe2(string): bool', matchesRe2)
  .registerFunction('isIP(string): bool', (text: string) => isAddress(text) && !text.includes('%'))

const programs = new Map<string, CelProgram>()

/**
 * Parses a rule once. Rules come from the CRDs that are part of this build, so their number is bounded.
 *
 * @throws when the rule is no CEL, which a test excludes for every rule that is shipped
 */
export function compileRule(rule: string): CelProgram {
  const known = programs.get(rule)
  if (known) return known
  const parsed = environment.parse(rewriteMatches(rewriteIndexedHas(rule)))
  const program: CelProgram = (self) => parsed({ self })
  programs.set(rule, program)
  return program
}

/**
 * `has(self[0].name)` as `("name" in self[0])`, which is the same for an object of JSON: the library asks `has` of names
 * alone, not of items of a list.
 */
function rewriteIndexedHas(rule: string): string {
  return rule.replace(/\bhas\(([^()]*\[[^()]*)\.(\w+)\)/g, '("$2" in $1)')
}

/** The library's own `matches` hands patterns to JavaScript as they are. */
function rewriteMatches(rule: string): string {
  return rule.replace(/\.matches\(/g, '.matchesRe2(')
}

/** RE2 has its flags inside of the pattern; the CRDs write them at its beginning. */
function matchesRe2(text: string, pattern: string): boolean {
  const flags = /^(\^?)\(\?([ims]+)\)/.exec(pattern)
  return new RegExp(pattern.replace(flags?.[0] ?? '', flags?.[1] ?? ''), flags?.[2]).test(text)
}

/** Whether a text is an expression of CEL at all, whatever its names mean. */
export function isCel(text: string): boolean {
  try {
    environment.parse(text)
    return true
  } catch {
    return false
  }
}
