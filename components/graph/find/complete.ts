import type { Operand, OperandKey } from '#components/graph/find/operand-types.ts'
import {
  findOperand,
  labelPrefix,
  listOperators,
  operands,
  wordOperators,
} from '#components/graph/find/operands.ts'
import { Scanner } from '#components/graph/find/scan.ts'
import { listSeenLabels, listSeenValues } from '#components/graph/find/seen-values.ts'
import { QueryFault } from '#components/graph/find/types.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

export interface Completion {
  readonly kind: 'operand' | 'operator' | 'value' | 'join'
  /** What is put in the place of what was begun. */
  readonly text: string
  /** Of an operand, its key in the catalogue. */
  readonly key?: OperandKey
}

export interface Completions {
  /** The part of the text that a completion replaces. */
  readonly from: number
  readonly to: number
  readonly options: readonly Completion[]
}

const atMost = 60

type Expected =
  | { readonly what: 'term' | 'join' }
  | { readonly what: 'operator' | 'value'; readonly operand: Operand }

/** What may follow at the caret: operands, their operators, values seen in the graph, or how to go on. */
export function listCompletions(
  text: string,
  caret: number,
  graph: Pick<TrafficGraph, 'nodes' | 'edges'>,
): Completions {
  const { expected, begun, from } = walkTo(text.slice(0, caret))
  const options = rank(listOptions(expected, graph, begun), begun.replace(/^["']/, ''))
  return { from, to: caret, options: options.slice(0, atMost) }
}

/** What is expected at the end of a text, and what is begun of it there. */
function walkTo(text: string): { expected: Expected; begun: string; from: number } {
  const scanner = new Scanner(text)
  let expected: Expected = { what: 'term' }
  while (scanner.skip()) {
    const from = scanner.at
    const next = step(scanner, expected)
    const begun = text.slice(from)
    if (next === 'begun') return { expected, begun, from }
    expected = next
  }
  return { expected, begun: '', from: text.length }
}

/** Takes one piece: what is expected after it, or `begun` when the text ends in it. */
function step(scanner: Scanner, expected: Expected): Expected | 'begun' {
  if (expected.what === 'value') return stepValue(scanner)
  if (expected.what === 'operator') {
    if (scanner.takeSymbol()) return { what: 'value', operand: expected.operand }
    const word = scanner.peekWord()
    if (word && word.end === scanner.text.length) return 'begun'
    if (word && Object.hasOwn(wordOperators, word.text.toLowerCase())) {
      scanner.takeWord()
      return { what: 'value', operand: expected.operand }
    }
    if (word?.text.toLowerCase() === 'not') {
      scanner.takeWord()
      return expected
    }
    // The operand was meant as a word.
    return step(scanner, { what: 'join' })
  }
  return stepTerm(scanner)
}

function stepValue(scanner: Scanner): Expected | 'begun' {
  try {
    const value = scanner.takeValue('')
    return value.end === scanner.text.length && !value.quoted ? 'begun' : { what: 'join' }
  } catch (error) {
    if (error instanceof QueryFault) return 'begun'
    throw error
  }
}

function stepTerm(scanner: Scanner): Expected | 'begun' {
  for (const sign of ['(', '&&', '||', '!']) if (scanner.take(sign)) return { what: 'term' }
  if (scanner.take(')')) return { what: 'join' }
  try {
    if (scanner.takeQuoted()) return { what: 'join' }
  } catch (error) {
    if (error instanceof QueryFault) return 'begun'
    throw error
  }
  const word = scanner.takeWord()
  if (!word) {
    // An operator without an operand: nothing sensible follows, so what was typed stays.
    scanner.at = scanner.text.length
    return { what: 'join' }
  }
  if (word.end === scanner.text.length) return 'begun'
  if (/^(and|or|not|is|has)$/i.test(word.text)) return { what: 'term' }
  const operand = findOperand(word.text)
  return operand && operand.answer.kind !== 'flag' ? { what: 'operator', operand } : { what: 'join' }
}

function listOptions(
  expected: Expected,
  graph: Pick<TrafficGraph, 'nodes' | 'edges'>,
  begun: string,
): readonly Completion[] {
  const joins: readonly Completion[] = [
    { kind: 'join', text: 'AND' },
    { kind: 'join', text: 'OR' },
  ]
  if (expected.what === 'operator')
    return [...listOperators(expected.operand).map((text) => ({ kind: 'operator' as const, text })), ...joins]
  if (expected.what === 'value')
    return listSeenValues(expected.operand, graph).map((text) => ({ kind: 'value', text: quote(text) }))
  if (expected.what === 'join' && begun === '') return joins
  return listTerms(graph)
}

function listTerms(graph: Pick<TrafficGraph, 'nodes' | 'edges'>): readonly Completion[] {
  return [
    ...operands.map(({ id, key }) => ({ kind: 'operand' as const, text: id, key })),
    ...listSeenLabels(graph).map((key) => ({
      kind: 'operand' as const,
      text: `${labelPrefix}${key}`,
      key: 'label' as const,
    })),
    { kind: 'join', text: 'NOT' },
    { kind: 'join', text: 'AND' },
    { kind: 'join', text: 'OR' },
  ]
}

/** In quotes where it would not be read as one value. */
export function quote(text: string): string {
  if (/^[^\s()"'=<>!&|\\][^\s()"'&|\\]*$/.test(text)) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** Those that begin with what was typed, then those that hold it; an option that is already whole is no help. */
function rank(options: readonly Completion[], begun: string): readonly Completion[] {
  const typed = begun.toLowerCase()
  if (typed === '') return options
  const plain = ({ text }: Completion) => text.replace(/^"/, '').toLowerCase()
  const first = options.filter((option) => plain(option).startsWith(typed))
  const second = options.filter((option) => plain(option).indexOf(typed) > 0)
  const all = [...first, ...second]
  return all.length === 1 && all[0] && plain(all[0]) === typed ? [] : all
}
