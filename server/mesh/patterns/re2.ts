import { RE2JS } from 're2js'

/**
 * A pattern in the syntax that istiod (Go's `regexp`) and Envoy (RE2) take; undefined for what they refuse. Its time grows
 * with the text alone: a pattern that somebody wrote into the mesh can hold nothing up.
 */
export function compileRe2(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // Its only failure is that of Go's parser: the pattern is none.
    return undefined
  }
}

/** Whether the pattern takes the whole text, as Envoy's matchers ask. */
export function matchesWhole(pattern: RE2JS, text: string): boolean {
  return pattern.matches(text)
}

/** The text with each match of the pattern, from left to right, replaced by what `fill` makes of it and its groups. */
export function replaceMatches(
  pattern: RE2JS,
  text: string,
  fill: (groups: readonly (string | undefined)[]) => string,
): string {
  let replaced = ''
  let at = 0
  for (const match of pattern.matchAll(text)) {
    // matchAll tells it of every match; the type is that of any.
    const start = match.index ?? at
    replaced += text.slice(at, start) + fill(match.map((group) => group ?? undefined))
    at = start + match[0].length
  }
  return replaced + text.slice(at)
}
