import type { Picture } from '#components/graph/picture/types.ts'

/** The words on the canvas, made by whoever knows the language. */
export interface Captions {
  readonly nodes: ReadonlyMap<string, { readonly name: string; readonly detail: string }>
  /** Only edges that have words. */
  readonly edges: ReadonlyMap<string, string>
  /** What share came under mutual TLS, for edges that show it: `full`, `some`, `none`. */
  readonly locks: ReadonlyMap<string, 'full' | 'some' | 'none'>
}

export interface Scene {
  readonly picture: Picture
  readonly captions: Captions
}

export const emptyScene: Scene = {
  picture: { nodes: [], edges: [], boxes: [], folded: 0 },
  captions: { nodes: new Map(), edges: new Map(), locks: new Map() },
}
