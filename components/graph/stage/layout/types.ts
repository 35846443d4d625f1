export const layoutNames = ['layered', 'breadthfirst', 'concentric', 'grid', 'force'] as const
export type LayoutName = (typeof layoutNames)[number]

export interface Point {
  readonly x: number
  readonly y: number
}

/** Something to place: its centre will be given, its whole size (mark and words) kept free. */
export interface LayoutNode {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly box?: string | undefined
}

export interface LayoutEdge {
  readonly source: string
  readonly target: string
}

export interface LayoutBox {
  readonly id: string
  readonly parent?: string | undefined
  /** Boxes of places are packed beside each other; boxes of apps are laid out among the nodes. */
  readonly kind: 'cluster' | 'namespace' | 'app'
  readonly name: string
}

/** Kept free inside a box: its border all around and its name above. */
export const boxPadding = 18
export const boxTitleHeight = 26

/** As wide as most of its name, so that a box of one small node can still say whose it is. */
export function leastBoxWidth(name: string): number {
  return Math.min(name.length, 24) * 12 + 20
}

export interface LayoutTask {
  readonly name: LayoutName
  readonly nodes: readonly LayoutNode[]
  readonly edges: readonly LayoutEdge[]
  readonly boxes: readonly LayoutBox[]
  /** Width of the canvas by its height: what the whole should look like. */
  readonly aspect: number
}

export type Positions = ReadonlyMap<string, Point>

/** A group laid out: centres from its own top left corner, and its size. */
export interface Plan {
  readonly centres: ReadonlyMap<string, Point>
  readonly width: number
  readonly height: number
}

/** Lays out one group whose members have sizes; edges name members only. */
export type LayoutGroup = (nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], aspect: number) => Plan
