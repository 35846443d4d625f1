import { edgeOperands } from '#components/graph/find/edge-operands.ts'
import { keep, nodeOperands } from '#components/graph/find/node-operands.ts'
import type { NodeOperand, Operand } from '#components/graph/find/operand-types.ts'

/**
 * Every word that a query may ask by. The parser, the completion and the help all read this list, so that what is
 * documented is accepted and the other way round. The first words of it, their aliases and meanings are Kiali's
 * (`GraphFind.tsx`), so that its users need learn nothing.
 */
export const operands: readonly Operand[] = [...nodeOperands, ...edgeOperands]

export const labelPrefix = 'label:'

/** Stands for the labels in the help; what follows the colon is the label's own key. */
export const labelOperand: NodeOperand = buildLabelOperand('<key>')

/** `label:<key>` of a node. Keys are compared as they are written: Kubernetes tells `App` from `app`. */
export function buildLabelOperand(key: string): NodeOperand {
  return {
    id: `${labelPrefix}${key}`,
    key: 'label',
    aliases: [],
    example: 'label:app.kubernetes.io/part-of = shop',
    about: 'node',
    answer: {
      kind: 'text',
      read: ({ labels }) => (labels && Object.hasOwn(labels, key) ? keep(labels[key]) : []),
    },
  }
}

const byWord: ReadonlyMap<string, Operand> = new Map(
  operands.flatMap((operand) => [operand.id, ...operand.aliases].map((word) => [word, operand])),
)

/** The operand that a word names, whatever its case; undefined when it names none. */
export function findOperand(word: string): Operand | undefined {
  if (word.toLowerCase().startsWith(labelPrefix)) {
    const key = word.slice(labelPrefix.length)
    return key === '' ? undefined : buildLabelOperand(key)
  }
  return byWord.get(word.toLowerCase())
}

/** Every spelling, for suggestions. */
export const operandWords: readonly string[] = [...byWord.keys(), labelPrefix]

export const textOperators = ['=', '!=', '*=', '!*=', '^=', '!^=', '$=', '!$=', '=~', '!~'] as const
export const numberOperators = ['=', '!=', '>', '>=', '<', '<='] as const

/** Each sign's key under `graph.query.operator`. */
export const operatorKeys = {
  '=': 'is',
  '!=': 'isNot',
  '*=': 'contains',
  '!*=': 'containsNot',
  '^=': 'starts',
  '!^=': 'startsNot',
  '$=': 'ends',
  '!$=': 'endsNot',
  '=~': 'fits',
  '!~': 'fitsNot',
  '>': 'more',
  '>=': 'atLeast',
  '<': 'less',
  '<=': 'atMost',
} as const
export type Operator = keyof typeof operatorKeys

export function isOperator(text: string): text is Operator {
  return Object.hasOwn(operatorKeys, text)
}

/** Operators written as words; the sign is what they mean. `not` before one negates it. */
export const wordOperators = { contains: '*=', startswith: '^=', endswith: '$=' } as const

/** Which signs an operand takes: of texts all but more and less, of numbers those that numbers know, of flags none. */
export function listOperators({ answer }: Operand): readonly Operator[] {
  if (answer.kind === 'flag') return []
  if (answer.kind === 'text' || answer.kind === 'word') return textOperators
  return answer.kind === 'code' ? [...textOperators, '>', '>=', '<', '<='] : numberOperators
}
