/** How long a file or function may be, and which are longer. Part of the law (tools/house.ts). */
export const limits = {
  sourceLines: 300,
  testLines: 600,
  pageLines: 40,
  /** Without the lines of named functions inside it, which are judged for themselves (a closure's verbs). */
  functionLines: 60,
  /** With them: an `open…` or `create…` that returns verbs. */
  closureLines: 120,
  foldersBelowRoom: 3,
} as const

export interface SizeException {
  readonly path: string
  /** The function's name, or absent for the whole file. */
  readonly function?: string
  /** Its lines today. It may only shrink: less must be written here, more is a fault. */
  readonly lines: number
  readonly reason: string
}
export const sizeExceptions: readonly SizeException[] = []
