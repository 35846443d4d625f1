import type { Scene } from '#components/graph/stage/captions.ts'
import type { LayoutName } from '#components/graph/stage/layout/types.ts'
import type { Marks, OverlayState } from '#components/graph/stage/overlay.ts'
import type { StageTokens } from '#components/graph/stage/tokens.ts'

export interface StageTarget {
  readonly kind: 'node' | 'edge' | 'box'
  readonly id: string
}

export interface StageEvents {
  /** A press on something, or on the empty ground. */
  choose: (target: StageTarget | undefined) => void
  /** Two presses on a node, a folded namespace or a box, or one on the sign that folds an opened namespace. */
  drill: (target: StageTarget) => void
  /** The pointer rests on a node or an edge, at a point of the page; undefined when it left. */
  point: (
    pointed: { readonly id: string; readonly at: { readonly x: number; readonly y: number } } | undefined,
  ) => void
  /** The right button or a long press, at a point of the page. */
  menu: (target: StageTarget | undefined, at: { readonly x: number; readonly y: number }) => void
  /** A layout began, ended, or was replaced by the grid because it was late. */
  layout: (state: 'running' | 'done' | 'late') => void
}

export interface Arrangement {
  readonly layout: LayoutName
  /** When it changes, everything is laid out anew; as long as it stays, nothing that stands is moved. */
  readonly key: string
}

export interface GraphStage {
  show(scene: Scene, arrangement: Arrangement): void
  highlight(marks: Pick<Marks, 'chosen' | 'found'>): void
  relayout(): void
  fit(): void
  zoom(factor: number): void
  /** Where a node stands, as a point of the page. */
  placeOf(id: string): { readonly x: number; readonly y: number } | undefined
  /** Whether traffic moves along the edges. */
  animate(wanted: boolean): void
  /** What is on the canvas, with its places and colours; undefined until it is drawn. */
  drawn(): OverlayState | undefined
  restyle(tokens: StageTokens): void
  on<Name extends keyof StageEvents>(name: Name, listen: StageEvents[Name]): void
  destroy(): void
}
