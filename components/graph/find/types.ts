import type { GraphEdge, GraphNode } from '#contract/traffic-graph.ts'

/** What a term may ask about beside its own node or edge. */
export interface FindContext {
  readonly nodeOf: (id: string) => GraphNode | undefined
}

/** One condition on a node or on an edge. */
export type Term =
  | { readonly kind: 'node'; readonly holds: (node: GraphNode, context: FindContext) => boolean }
  | { readonly kind: 'edge'; readonly holds: (edge: GraphEdge, context: FindContext) => boolean }

export type Query =
  | Term
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }

export const faultCodes = [
  'tooLong',
  'tooDeep',
  'termExpected',
  'valueExpected',
  'valueQuoted',
  'quoteOpen',
  'parenthesisOpen',
  'parenthesisAlone',
  'operandUnknown',
  'flagUnknown',
  'operandExpected',
  'labelExpected',
  'operatorUnfit',
  'notAFlag',
  'numberExpected',
  'unitUnknown',
  'rankRange',
  'valueUnknown',
  'pattern',
  'patternLarge',
] as const
export type FaultCode = (typeof faultCodes)[number]

/** Why a text is no query: where in it, and in which words of the catalogue (`graph.query.fault.<code>`). */
export interface Fault {
  readonly code: FaultCode
  /** Index of the first character that is wrong; the text's length when something is missing at its end. */
  readonly at: number
  /** How many characters are wrong; at least one is marked. */
  readonly length: number
  readonly params: Readonly<Record<string, string>>
  /** What was probably meant, in place of the wrong characters. */
  readonly suggestion?: string
}

/** How parser and scanner stop; caught by `parseQuery`, which never throws. */
export class QueryFault extends Error {
  readonly fault: Fault

  constructor(
    code: FaultCode,
    { at, length = 1, params = {}, suggestion }: Partial<Omit<Fault, 'code'>> & Pick<Fault, 'at'>,
  ) {
    super(code)
    this.fault = { code, at, length: Math.max(1, length), params, ...(suggestion ? { suggestion } : {}) }
  }
}
