import type { Tree } from '@lezer/common'
import { parseError } from '#demo/prometheus/promql/errors.ts'

const BRACKETS: Readonly<Record<string, { opens: string; name: string }>> = {
  ')': { opens: '(', name: 'parenthesis' },
  '}': { opens: '{', name: 'brace' },
  ']': { opens: '[', name: 'bracket' },
}
const NAMES: Readonly<Record<string, string>> = { '(': 'parenthesis', '{': 'brace', '[': 'bracket' }

/**
 * Throws what promql/parser would say of a text that its grammar refuses: the lexer's own complaints about brackets
 * and strings first, then the first token that fits nowhere.
 */
export function checkSyntax(text: string, tree: Tree): void {
  if (text.replace(/#[^\n]*/g, '').trim() === '') throw parseError(text, 0, 'no expression found in input')
  const errorAt = findError(tree)
  if (errorAt === undefined) return
  checkBrackets(text)
  const rest = text.slice(errorAt).trimStart()
  const from = text.length - rest.length
  const called = rest.startsWith('(') ? /[A-Za-z_]\w*\s*$/.exec(text.slice(0, from)) : null
  if (called)
    throw parseError(text, called.index, `unknown function with name ${JSON.stringify(called[0].trim())}`)
  throw parseError(text, from, `unexpected ${describeToken(rest)}`)
}

function findError(tree: Tree): number | undefined {
  let at: number | undefined
  tree.iterate({
    enter: ({ type, from }) => {
      if (at === undefined && type.isError) at = from
    },
  })
  return at
}

function checkBrackets(text: string): void {
  const open: string[] = []
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '#') {
      while (at < text.length && text.charAt(at) !== '\n') at += 1
    } else if (char === '"' || char === "'" || char === '`') {
      at = skipString(text, at)
    } else if (char in NAMES) {
      open.push(char)
    } else {
      checkClosing(text, at, open)
    }
  }
  const last = open.at(-1)
  if (last === '(') throw parseError(text, text.length, 'unclosed left parenthesis')
  if (last === '{') throw parseError(text, text.length, 'unexpected end of input inside braces')
  if (last === '[') throw parseError(text, text.length, 'unclosed left bracket')
}

function checkClosing(text: string, at: number, open: string[]): void {
  const char = text.charAt(at)
  const bracket = BRACKETS[char]
  if (bracket && open.pop() !== bracket.opens) {
    throw parseError(text, at, `unexpected right ${bracket.name} '${char}'`)
  }
}

function skipString(text: string, start: number): number {
  const quote = text.charAt(start)
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\' && quote !== '`') at += 1
    else if (char === quote) return at
    else if (char === '\n' && quote !== '`') break
  }
  throw parseError(text, start, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string')
}

function describeToken(rest: string): string {
  if (rest === '') return 'end of input'
  const word = /^[A-Za-z_:][\w:]*/.exec(rest)?.[0]
  if (word) return `identifier ${JSON.stringify(word)}`
  const number = /^[\d.][\w.]*/.exec(rest)?.[0]
  if (number) return `number ${JSON.stringify(number)}`
  const quoted = /^(["'`]).*?\1/.exec(rest)?.[0]
  if (quoted) return `string ${JSON.stringify(quoted)}`
  const operator = /^(==|!=|>=|<=|=~|!~|[-+*/%^<>=])/.exec(rest)?.[0]
  if (operator) return `<op:${operator}>`
  return `character: '${rest.charAt(0)}'`
}
