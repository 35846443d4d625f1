import { cutForParsing } from '#components/logs/parse/clean-text.ts'

/** A pattern as a person writes it: `/…/` is a regular expression, everything else is text; case does not matter. */
export interface LinePattern {
  readonly test: (text: string) => boolean
  /** Where it stands in a text that is shown, as pairs of begin and end, in order. */
  readonly find: (text: string) => readonly (readonly [number, number])[]
}

export type PatternFault = 'broken' | 'slow'

/** Undefined for nothing written. A fault for what cannot be read, or could take longer than a person waits. */
export function parsePattern(written: string): LinePattern | PatternFault | undefined {
  const text = written.trim()
  if (text === '') return undefined
  const body = /^\/(.+)\/$/s.exec(text)?.[1]
  if (body === undefined) return buildPattern(escapeForRegex(text))
  if (mayBacktrack(body)) return 'slow'
  try {
    return buildPattern(body)
  } catch {
    return 'broken'
  }
}

export function isFault(pattern: LinePattern | PatternFault | undefined): pattern is PatternFault {
  return typeof pattern === 'string'
}

function escapeForRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** A part found in one line is marked at most so often. */
const mostMarks = 200

function buildPattern(source: string): LinePattern {
  const once = new RegExp(source, 'iu')
  const every = new RegExp(source, 'giu')
  return {
    test: (text) => once.test(cutForParsing(text)),
    find: (text) => {
      const found: (readonly [number, number])[] = []
      for (const { index, 0: hit } of text.matchAll(every)) {
        if (hit !== '') found.push([index, index + hit.length])
        if (found.length >= mostMarks) break
      }
      return found
    },
  }
}

/**
 * Whether a repeated group holds a repetition or a choice, as `(a+)+` or `(a|ab)*`: on a line that does not fit, the
 * engine of a browser may try each way to split it, which takes for ever and cannot be stopped. Some harmless ones are
 * refused too.
 */
function mayBacktrack(source: string): boolean {
  const bare = source.replace(/\\./gs, '.').replace(/\[[^\]]*\]/g, 'x')
  const risky: boolean[] = []
  for (let at = 0; at < bare.length; at += 1) {
    const mark = bare[at]
    if (mark === '(') risky.push(false)
    else if (mark === ')') {
      const inner = risky.pop() ?? false
      const repeated = /^(?:[*+]|\{\d+,\d*\})/.test(bare.slice(at + 1))
      if (inner && repeated) return true
      if ((inner || repeated) && risky.length > 0) risky[risky.length - 1] = true
    } else if ((mark === '*' || mark === '+' || mark === '|' || mark === '{') && risky.length > 0)
      risky[risky.length - 1] = true
  }
  return false
}
