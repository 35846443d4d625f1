import type { Messages } from 'next-intl'
import type { FindContext } from '#components/graph/find/types.ts'
import type { Measure } from '#components/graph/find/units.ts'
import type { GraphEdge, GraphNode } from '#contract/traffic-graph.ts'

/** What is compared: texts (any of several may fit), one word of a list, a number, a response code, or a yes. */
export type Answer<Thing> =
  | { readonly kind: 'text'; readonly read: (thing: Thing, context: FindContext) => readonly string[] }
  | {
      readonly kind: 'word'
      readonly read: (thing: Thing) => string | undefined
      readonly words: readonly string[]
      /** Other spellings of the words. */
      readonly also?: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'number'
      readonly measure: Measure
      readonly read: (thing: Thing, context: FindContext) => number | undefined
    }
  | { readonly kind: 'code'; readonly read: (thing: Thing) => readonly string[] }
  | { readonly kind: 'flag'; readonly read: (thing: Thing) => boolean }

/** Keys under `graph.query.operand`. */
export type OperandKey = keyof Messages['graph']['query']['operand']

interface Named {
  /** The word to write; its meaning is `graph.query.operand.<key>` in the catalogue. */
  readonly id: string
  /** Its key in the catalogue. */
  readonly key: OperandKey
  readonly aliases: readonly string[]
  /** A whole query that uses it, shown in the help and tried by the tests. */
  readonly example: string
}

export type NodeOperand = Named & { readonly about: 'node'; readonly answer: Answer<GraphNode> }
export type EdgeOperand = Named & { readonly about: 'edge'; readonly answer: Answer<GraphEdge> }
export type Operand = NodeOperand | EdgeOperand
