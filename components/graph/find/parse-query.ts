import { buildComparison, buildPresence } from '#components/graph/find/build-term.ts'
import { findNearest } from '#components/graph/find/nearest-word.ts'
import { listWords } from '#components/graph/find/node-operands.ts'
import type { Operand } from '#components/graph/find/operand-types.ts'
import {
  findOperand,
  labelPrefix,
  listOperators,
  operandWords,
  wordOperators,
} from '#components/graph/find/operands.ts'
import { type Piece, Scanner } from '#components/graph/find/scan.ts'
import { type Fault, type Query, QueryFault, type Term } from '#components/graph/find/types.ts'
import { longestQuery } from '#components/graph/url.ts'

const deepest = 40

export type ParsedQuery =
  | { readonly kind: 'empty' }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'fault'; readonly fault: Fault }

/**
 * Reads a query; never throws.
 *
 *     either = all { (OR | ||) all }          all = not { [AND | &&] not }          not = { NOT | ! } one
 *     one    = "(" either ")" | [is | has] operand | operand operator value | word | "text"
 *
 * NOT binds closer than AND, AND closer than OR; terms side by side are joined by AND. A word that is no flag is looked for
 * in all names of a node; a text in quotes always is.
 */
export function parseQuery(text: string): ParsedQuery {
  try {
    if (text.length > longestQuery)
      throw new QueryFault('tooLong', {
        at: longestQuery,
        length: text.length - longestQuery,
        params: { most: String(longestQuery) },
      })
    const scanner = new Scanner(text)
    if (!scanner.skip()) return { kind: 'empty' }
    const query = readEither(scanner, 0)
    if (scanner.skip()) throw new QueryFault('parenthesisAlone', { at: scanner.at })
    return { kind: 'query', query }
  } catch (error) {
    if (error instanceof QueryFault) return { kind: 'fault', fault: error.fault }
    throw error
  }
}

function readEither(scanner: Scanner, depth: number): Query {
  const parts = [readAll(scanner, depth)]
  while (scanner.take('||') || takeKeyword(scanner, 'or')) parts.push(readAll(scanner, depth))
  return join('or', parts)
}

function readAll(scanner: Scanner, depth: number): Query {
  const parts = [readNot(scanner, depth)]
  for (;;) {
    const joined = scanner.take('&&') || takeKeyword(scanner, 'and')
    if (!joined && !beginsTerm(scanner)) return join('and', parts)
    parts.push(readNot(scanner, depth))
  }
}

function join(kind: 'and' | 'or', parts: readonly Query[]): Query {
  return parts.length === 1 && parts[0] ? parts[0] : { kind, parts }
}

/** Whether a term follows without AND: neither the end, nor a closing parenthesis, nor an OR. */
function beginsTerm(scanner: Scanner): boolean {
  if (!scanner.skip()) return false
  const { text, at } = scanner
  return text[at] !== ')' && !text.startsWith('||', at) && peekKeyword(scanner) !== 'or'
}

function readNot(scanner: Scanner, depth: number): Query {
  let inverted = false
  while (takeKeyword(scanner, 'not') || takeBang(scanner)) inverted = !inverted
  const part = readOne(scanner, depth)
  return inverted ? { kind: 'not', part } : part
}

function readOne(scanner: Scanner, depth: number): Query {
  const at = scanner.at
  if (scanner.take('(')) {
    if (depth >= deepest) throw new QueryFault('tooDeep', { at: scanner.at - 1 })
    const open = scanner.at - 1
    const query = readEither(scanner, depth + 1)
    if (!scanner.take(')')) throw new QueryFault('parenthesisOpen', { at: open })
    return query
  }
  const quoted = scanner.takeQuoted()
  if (quoted) {
    refuseOperator(scanner, quoted)
    return buildWordTerm(quoted.text)
  }
  const prefix = peekKeyword(scanner)
  if (prefix === 'is' || prefix === 'has') return readPrefixed(scanner, prefix)
  if (prefix !== undefined) throw missingTerm(scanner)
  const word = scanner.takeWord()
  if (!word) throw missingTerm(scanner, at)
  return readWord(scanner, word)
}

function missingTerm(scanner: Scanner, at?: number): QueryFault {
  scanner.skip()
  const found = scanner.peekWord()?.text ?? scanner.text[scanner.at] ?? ''
  return new QueryFault('termExpected', {
    at: Math.max(scanner.at, at ?? 0),
    length: found.length,
    params: { found },
  })
}

/** A word that is no operand, or an operand that is more than a flag, is followed by an operator or is looked for as a name. */
function readWord(scanner: Scanner, word: Piece): Term {
  const operand = findOperand(word.text)
  const operator = takeOperator(scanner)
  if (!operator) {
    if (operand?.answer.kind === 'flag' || isLabel(word)) return buildPresence(operand ?? failLabel(word))
    return buildWordTerm(word.text)
  }
  if (!operand) throw isLabel(word) ? labelFault(word) : unknownOperand(word, 'operandUnknown')
  const fitting: readonly string[] = listOperators(operand)
  if (!fitting.includes(operator.text))
    throw new QueryFault(operand.answer.kind === 'flag' ? 'notAFlag' : 'operatorUnfit', {
      at: operator.at,
      length: operator.end - operator.at,
      params: { operand: word.text, operator: operator.written, operators: fitting.join(' ') },
    })
  scanner.skip()
  return buildComparison(operand, operator.text, scanner.takeValue(operator.written))
}

function readPrefixed(scanner: Scanner, prefix: 'is' | 'has'): Query {
  scanner.takeWord()
  if (takeKeyword(scanner, 'not')) return { kind: 'not', part: readFlag(scanner, prefix) }
  return readFlag(scanner, prefix)
}

function readFlag(scanner: Scanner, prefix: 'is' | 'has'): Query {
  const word = scanner.takeWord()
  if (!word) throw new QueryFault('operandExpected', { at: scanner.at, params: { prefix } })
  const operand = findOperand(word.text)
  if (!operand) throw isLabel(word) ? labelFault(word) : unknownOperand(word, 'flagUnknown')
  return buildPresence(operand)
}

function isLabel(word: Piece): boolean {
  return word.text.toLowerCase().startsWith(labelPrefix)
}

function failLabel(word: Piece): Operand {
  throw labelFault(word)
}

function labelFault(word: Piece): QueryFault {
  return new QueryFault('labelExpected', { at: word.end })
}

function unknownOperand(word: Piece, code: 'operandUnknown' | 'flagUnknown'): QueryFault {
  const suggestion = findNearest(word.text, operandWords)
  return new QueryFault(code, {
    at: word.at,
    length: word.text.length,
    params: { word: word.text },
    ...(suggestion ? { suggestion } : {}),
  })
}

function refuseOperator(scanner: Scanner, quoted: Piece): void {
  if (!takeOperator(scanner)) return
  throw new QueryFault('operandUnknown', {
    at: quoted.at,
    length: quoted.end - quoted.at,
    params: { word: quoted.text },
  })
}

/** A comparison by sign or by word; `not contains` is `!*=`, `==` is `=`. */
function takeOperator(scanner: Scanner): (Piece & { readonly written: string }) | undefined {
  const symbol = scanner.takeSymbol()
  if (symbol) return { ...symbol, written: symbol.text, text: symbol.text === '==' ? '=' : symbol.text }
  const before = scanner.at
  const first = scanner.peekWord()
  const inverted = takeKeyword(scanner, 'not')
  const word = scanner.takeWord()
  const name = word?.text.toLowerCase() ?? ''
  const sign = isWordOperator(name) ? wordOperators[name] : undefined
  if (!word || !first || !sign) {
    scanner.at = before
    return undefined
  }
  return {
    text: inverted ? `!${sign}` : sign,
    at: first.at,
    end: word.end,
    written: inverted ? `not ${name}` : name,
  }
}

function isWordOperator(word: string): word is keyof typeof wordOperators {
  return Object.hasOwn(wordOperators, word)
}

const keywords = ['and', 'or', 'not', 'is', 'has'] as const
type Keyword = (typeof keywords)[number]

function peekKeyword(scanner: Scanner): Keyword | undefined {
  const word = scanner.peekWord()?.text.toLowerCase()
  return keywords.find((keyword) => keyword === word)
}

function takeKeyword(scanner: Scanner, keyword: Keyword): boolean {
  if (peekKeyword(scanner) !== keyword) return false
  scanner.takeWord()
  return true
}

/** `!` before a term; `!=` and the like are operators without an operand. */
function takeBang(scanner: Scanner): boolean {
  if (!scanner.skip() || /^(!=|!~|![*^$]=)/.test(scanner.text.slice(scanner.at, scanner.at + 3))) return false
  return scanner.take('!')
}

function buildWordTerm(text: string): Term {
  const wanted = text.toLowerCase()
  return {
    kind: 'node',
    holds: (node) => listWords(node).some((word) => word.toLowerCase().includes(wanted)),
  }
}
