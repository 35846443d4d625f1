/**
 * What Go's regexp/syntax refuses of a pattern, in its words (regexp/syntax/parse.go ErrorCode); undefined where the
 * pattern is whole. Only what users get wrong is looked for: brackets, repetitions and escapes.
 */
export function findRegexFault(pattern: string): string | undefined {
  let open = 0
  /** Whether what came last can be repeated, or is itself a repetition. */
  let last: 'nothing' | 'item' | 'repetition' = 'nothing'
  let repeatedAt = 0
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at)
    if (char === '\\') {
      const fault = findEscapeFault(pattern.slice(at))
      if (fault !== undefined) return fault
      at += 1
      last = 'item'
    } else if (char === '[') {
      const end = findClassEnd(pattern, at)
      if (end === undefined) return `missing closing ]: \`${pattern.slice(at)}\``
      at = end
      last = 'item'
    } else if (char === '(') {
      open += 1
      last = 'nothing'
      const flags = /^\(\?(?:P?<\w+>|[a-zA-Z-]*[:)])/.exec(pattern.slice(at))?.[0]
      if (flags) at += flags.length - 1
      if (flags?.endsWith(')')) open -= 1
    } else if (char === ')') {
      if (open === 0) return `unexpected ): \`${pattern}\``
      open -= 1
      last = 'item'
    } else if ('*+?'.includes(char)) {
      if (last === 'nothing') return `missing argument to repetition operator: \`${char}\``
      const lazy = last === 'repetition' && char === '?' && at === repeatedAt + 1
      if (last === 'repetition' && !lazy) {
        return `invalid nested repetition operator: \`${pattern.slice(repeatedAt, at + 1)}\``
      }
      if (!lazy) repeatedAt = at
      last = 'repetition'
    } else {
      last = char === '|' ? 'nothing' : 'item'
    }
  }
  return open > 0 ? `missing closing ): \`${pattern}\`` : undefined
}

function findEscapeFault(rest: string): string | undefined {
  const escaped = rest.charAt(1)
  if (escaped === '') return 'trailing backslash at end of expression: ``'
  const isKnown = !/[\w]/.test(escaped) || /[AbBzdDsSwWafnrtvxQECpP0-7]/.test(escaped)
  return isKnown ? undefined : `invalid escape sequence: \`\\${escaped}\``
}

/** The index of the bracket that closes a class; one that stands first is a member. */
function findClassEnd(pattern: string, start: number): number | undefined {
  const first = /^\[\^?\]?/.exec(pattern.slice(start))?.[0].length ?? 1
  for (let at = start + first; at < pattern.length; at += 1) {
    if (pattern.charAt(at) === '\\') at += 1
    else if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at) + 1)
    else if (pattern.charAt(at) === ']') return at
  }
  return undefined
}
