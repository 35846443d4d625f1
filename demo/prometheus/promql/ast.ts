import type { Matcher } from '#demo/prometheus/promql/matchers.ts'

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

/** What `@` and `offset` say of a selector or subquery. */
export interface Shift {
  readonly offsetMs: number
  readonly at?: number | 'start' | 'end'
}

/** `from` is where the expression begins in the query's text, for error positions. */
export type Expr = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | Selector
  | {
      readonly kind: 'subquery'
      readonly expr: Expr
      readonly rangeMs: number
      readonly stepMs?: number
      readonly shift: Shift
    }
  | Aggregate
  | Binary
  | { readonly kind: 'unary'; readonly expr: Expr }
  | { readonly kind: 'paren'; readonly expr: Expr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
)

/** An instant selector, or a range selector when `rangeMs` is there. */
export interface Selector {
  readonly kind: 'selector'
  readonly matchers: readonly Matcher[]
  readonly rangeMs?: number
  readonly shift: Shift
}

export interface Aggregate {
  readonly kind: 'aggregate'
  readonly op: string
  readonly expr: Expr
  readonly param?: Expr
  readonly by: boolean
  readonly labels: readonly string[]
}

export interface Binary {
  readonly kind: 'binary'
  readonly op: string
  /** Where the operator stands, which is what the checks of its operands point at. */
  readonly opFrom: number
  readonly left: Expr
  readonly right: Expr
  readonly bool: boolean
  readonly matching: Matching
}

export interface Matching {
  readonly on: boolean
  readonly labels: readonly string[]
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many'
  /** Labels that group_left/group_right carry over from the one side. */
  readonly include: readonly string[]
}

export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless'])
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<='])
