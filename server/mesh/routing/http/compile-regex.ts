/**
 * RE2's spellings that JavaScript writes another way; what both write alike is left
 * (https://github.com/google/re2/wiki/Syntax).
 */
const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

/**
 * A pattern of RE2 as a JavaScript one that must match the whole text, as Envoy's matchers ask. Undefined when it is no
 * pattern; istiod's webhook refuses such.
 */
export function compileRegex(pattern: string): RegExp | undefined {
  const [, flags = '', rest = ''] = /^(?:\(\?([imsU]+)\))?(.*)$/s.exec(pattern) ?? []
  const wanted = [...new Set(flags.replace('U', ''))].join('')
  try {
    return new RegExp(`^(?:${translate(rest)})$`, `${wanted.replace('m', '')}u`)
  } catch {
    return compileLoosely(rest, wanted)
  }
}

/** The same to look for anywhere in a text, every time that it is there. Undefined when it is no pattern. */
export function compileSearch(pattern: string): RegExp | undefined {
  const whole = compileRegex(pattern)
  // What compileRegex puts around the pattern.
  return whole && new RegExp(whole.source.slice('^(?:'.length, -')$'.length), `${whole.flags}g`)
}

/** Escapes that only RE2 and JavaScript's older mode allow (`\-` outside of a class, say). */
function compileLoosely(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${translate(pattern)})$`, flags.replace('m', ''))
  } catch {
    return undefined
  }
}

function translate(pattern: string): string {
  return pattern
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_whole, literal: string) => escapeRegex(literal))
    .replace(/\[:(\^?)(\w+):\]/g, (whole, _not: string, name: string) => classes[name] ?? whole)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\\a/g, '\\x07')
    .replace(/\\p([A-Z])/g, '\\p{$1}')
    .replace(/\\P([A-Z])/g, '\\P{$1}')
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
