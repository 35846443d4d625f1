/** What RE2 allows after a backslash beside punctuation (github.com/google/re2/wiki/Syntax, Go's `regexp/syntax`). */
const escapes = /^[AbBzdDsSwWafnrtvQEpPx0-7]$/
const mostRepeats = 1000

/**
 * Whether RE2 compiles a pattern. What JavaScript takes and RE2 does not is looked for by itself: looking around,
 * back references, atomic groups, unknown escapes, repeats beyond 1000; what only RE2 takes is rewritten first.
 */
export function isRe2(pattern: string): boolean {
  const plain = rewriteForJs(pattern)
  if (plain === undefined) return false
  try {
    new RegExp(plain, 'u')
    return true
  } catch {
    return false
  }
}

/** The pattern in JavaScript's words, or undefined for what RE2 refuses. */
function rewriteForJs(pattern: string): string | undefined {
  let plain = ''
  let inClass = false
  let at = 0
  while (at < pattern.length) {
    const rest = pattern.slice(at)
    const step: Step | undefined = inClass ? readInClass(rest) : readOutside(rest)
    if (!step) return undefined
    plain += step.text
    if (step.class !== undefined) inClass = step.class
    at += step.length
  }
  return plain
}

interface Step {
  readonly text: string
  readonly length: number
  /** Set where a class begins or ends. */
  readonly class?: boolean
}

function readOutside(rest: string): Step | undefined {
  if (rest.startsWith('\\Q')) {
    const end = rest.indexOf('\\E')
    const quoted = end < 0 ? rest.slice(2) : rest.slice(2, end)
    return { text: quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), length: end < 0 ? rest.length : end + 2 }
  }
  if (rest.startsWith('\\')) return readEscape(rest, false)
  if (rest.startsWith('(?')) return readGroup(rest)
  if (rest.startsWith('[')) {
    // A bracket right after the beginning stands for itself.
    const head = /^\[\^?\]?/.exec(rest)?.[0] ?? '['
    return { text: head.endsWith(']') ? `${head.slice(0, -1)}\\]` : head, length: head.length, class: true }
  }
  if (rest.startsWith('{')) {
    const repeat = /^\{(\d+)(,(\d*))?\}/.exec(rest)
    if (!repeat) return { text: '\\{', length: 1 }
    if (Number(repeat[1]) > mostRepeats || Number(repeat[3] ?? 0) > mostRepeats) return undefined
    return { text: repeat[0], length: repeat[0].length }
  }
  // JavaScript takes no repeats of an anchor.
  if (rest.startsWith('^') || rest.startsWith('$')) return { text: '(?:)', length: 1 }
  if (rest.startsWith('}') || rest.startsWith(']')) return { text: `\\${rest[0]}`, length: 1 }
  return { text: rest[0] ?? '', length: 1 }
}

/** Plain, non-capturing, named or with flags; nothing that looks around. */
function readGroup(rest: string): Step | undefined {
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest)
  if (named) return { text: '(', length: named[0].length }
  const flags = /^\(\?([imsU]*)(-[imsU]+)?([:)])/.exec(rest)
  if (!flags) return undefined
  return { text: flags[3] === ':' ? '(?:' : '', length: flags[0].length }
}

const posix =
  /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/

function readInClass(rest: string): Step | undefined {
  if (rest.startsWith(']')) return { text: ']', length: 1, class: false }
  const named = posix.exec(rest)
  if (named) return { text: '\\w', length: named[0].length }
  if (rest.startsWith('[:') && rest.includes(':]')) return undefined
  if (rest.startsWith('\\')) return readEscape(rest, true)
  const character = rest[0] ?? ''
  return { text: '[{}()/|'.includes(character) ? `\\${character}` : character, length: 1 }
}

function readEscape(rest: string, inClass: boolean): Step | undefined {
  const next = rest[1]
  if (next === undefined) return undefined
  const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(rest)
  if (hex) return { text: `\\u{${hex[1] ?? hex[2]}}`, length: hex[0].length }
  const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)
  if (octal)
    return { text: `\\u{${Number.parseInt(octal[1] ?? '0', 8).toString(16)}}`, length: octal[0].length }
  const property = /^\\[pP](?:\{\^?(\w+)\}|([A-Z]))/.exec(rest)
  if (property)
    return {
      text: isKnownProperty(property[1] ?? property[2] ?? '') ? '\\w' : '\\p{?}',
      length: property[0].length,
    }
  // Beside ASCII nothing can be escaped.
  if (next > '~') return undefined
  if (/[A-Za-z0-9]/.test(next)) {
    if (!escapes.test(next) || /[xpP1-7]/.test(next) || (inClass && /[AbBz]/.test(next))) return undefined
    return {
      text: /[AbBz]/.test(next) ? '(?:)' : next === 'a' ? '\\w' : `\\${next}`,
      length: 2,
    }
  }
  return {
    text: /[\^$\\.*+?()[\]{}|/-]/.test(next) ? (next === '-' && !inClass ? '-' : `\\${next}`) : next,
    length: 2,
  }
}

/** A general category or a script, as both know them. */
function isKnownProperty(name: string): boolean {
  return ['General_Category', 'Script'].some((kind) => {
    try {
      new RegExp(`\\p{${kind}=${name}}`, 'u')
      return true
    } catch {
      return false
    }
  })
}
