import type { Tree } from '@lezer/common'
import { parseError } from '#demo/prometheus/promql/errors.ts'
import { EXPERIMENTAL } from '#demo/prometheus/promql/signatures.ts'
import { explainContext } from '#demo/prometheus/promql/syntax-context.ts'

interface Fault {
  /** Where it is said to be, and where the reader of the text stumbles over it. */
  readonly from: number
  readonly at: number
  readonly message: string
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' }
const UNCLOSED: Readonly<Record<string, string>> = {
  '(': 'unclosed left parenthesis',
  '{': 'unexpected end of input inside braces',
  '[': 'unclosed left bracket',
}

/**
 * Throws what promql/parser would say of a text that its grammar refuses: the lexer's complaint about a bracket or a
 * string, or the first token that fits nowhere, whichever comes first. Strings are looked at even where the tree is
 * whole, since the grammar here takes one without its end.
 */
export function checkSyntax(text: string, tree: Tree): void {
  if (text.replace(/#[^\n]*/g, '').trim() === '') throw parseError(text, 0, 'no expression found in input')
  const bracket = findLexerFault(text)
  const token = findTokenFault(text, tree)
  const isWhole = bracket?.message.startsWith('unterminated') || bracket?.message.startsWith('bad number')
  const first = bracket && (token ? bracket.at <= token.at : isWhole) ? bracket : token
  if (first) throw parseError(text, first.from, first.message)
}

function findTokenFault(text: string, tree: Tree): Fault | undefined {
  let at: number | undefined
  tree.iterate({
    enter: ({ type, from }) => {
      if (at === undefined && type.isError) at = from
    },
  })
  if (at === undefined) return undefined
  const rest = text.slice(at).trimStart()
  const from = text.length - rest.length
  const called = rest.startsWith('(') ? /[A-Za-z_]\w*\s*$/.exec(text.slice(0, from)) : null
  return called
    ? {
        from: called.index,
        at: from,
        message: describeUnknown(called[0].trim()),
      }
    : { from, at: from, message: `unexpected ${describeToken(rest)}${describePlace(text, from, rest)}` }
}

/** A character that is no token is the lexer's to refuse, which knows no grammar. */
function describePlace(text: string, from: number, rest: string): string {
  return describeToken(rest).startsWith('character') ? '' : explainContext(text.slice(0, from))
}

function describeUnknown(name: string): string {
  return EXPERIMENTAL.has(name)
    ? `function ${JSON.stringify(name)} is not enabled`
    : `unknown function with name ${JSON.stringify(name)}`
}

function findLexerFault(text: string): Fault | undefined {
  const open: string[] = []
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '#') {
      while (at < text.length && text.charAt(at) !== '\n') at += 1
    } else if (char === '"' || char === "'" || char === '`') {
      const end = findStringEnd(text, at)
      if (end === undefined) {
        return {
          from: at,
          at,
          message: char === '`' ? 'unterminated raw string' : 'unterminated quoted string',
        }
      }
      at = end
    } else if (
      /[\d.]/.test(char) &&
      !/[\w.]/.test(text.charAt(at - 1)) &&
      !/(?<!\w)[A-Za-z_]\w*:$/.test(text.slice(0, at))
    ) {
      const { fault, end } = readNumber(text, at)
      if (fault) return { from: at, at, message: `bad number or duration syntax: ${JSON.stringify(fault)}` }
      at = end - 1
    } else if (char in UNCLOSED) {
      open.push(char)
    } else if (char in OPENING && open.pop() !== OPENING[char]) {
      return describeClosing(char, at)
    }
  }
  const last = open.at(-1)
  return last ? { from: text.length, at: text.length, message: UNCLOSED[last] ?? '' } : undefined
}

/** A number or duration from its first character; `fault` is as much of it as the lexer had read when it gave up. */
function readNumber(text: string, start: number): { fault?: string; end: number } {
  const rest = text.slice(start)
  const number = /^(0[xX][\da-fA-F_]+|[\d_]*\.?\d*(?:[eE][-+]?\d+)?)/.exec(rest)?.[0] ?? ''
  const after = rest.slice(number.length)
  if (number.includes('.') && after.startsWith('.')) return { fault: `${number}.`, end: start }
  if (!/^\w/.test(after)) return { end: start + Math.max(1, number.length) }
  const duration = /^\d+[smhdwy]s?(?:\d+[smhdw]s?)*/.exec(rest)?.[0]
  if (!duration) return { fault: number, end: start }
  const more = /^(\d+|\w)/.exec(rest.slice(duration.length))?.[0]
  return more ? { fault: duration + more, end: start } : { end: start + duration.length }
}

/** The lexer has passed a parenthesis by when it finds that none was open. */
function describeClosing(char: string, at: number): Fault {
  if (char === ')') return { from: at + 1, at, message: "unexpected right parenthesis ')'" }
  if (char === ']') return { from: at, at, message: "unexpected right bracket ']'" }
  return { from: at, at, message: "unexpected character: '}'" }
}

function findStringEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start)
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\' && quote !== '`') at += 1
    else if (char === quote) return at
    else if (char === '\n' && quote !== '`') return undefined
  }
  return undefined
}

/** A token as promql/parser names it, from the text that begins with it. */
export function describeToken(rest: string): string {
  if (rest === '') return 'end of input'
  const word = /^[A-Za-z_:][\w:]*/.exec(rest)?.[0]
  if (word) return `identifier ${JSON.stringify(word)}`
  const number = /^(\d[\w.]*|\.\d[\w.]*)/.exec(rest)?.[0]
  if (number && /[smhdwy]/.test(number)) return `duration ${JSON.stringify(number)}`
  if (number) return `number ${JSON.stringify(number)}`
  const quoted = /^(["'`]).*?\1/.exec(rest)?.[0]
  if (quoted) return `string ${JSON.stringify(quoted)}`
  const operator = /^(==|!=|>=|<=|=~|!~|[-+*/%^<>@])/.exec(rest)?.[0]
  if (operator) return `<op:${operator}>`
  const bracket = /^[,(){}[\]=]/.exec(rest)?.[0]
  if (rest.startsWith('!')) return "character after '!': '\uFFFD'"
  return bracket ? `"${bracket}"` : `character: '${rest.charAt(0)}'`
}
