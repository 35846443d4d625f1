import type { StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

/** Where in the text, from 1; columns count UTF-16 units. The end is behind the last character. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type Severity = 'info' | 'warning' | 'error'

/** A fault of a text that is worded elsewhere. */
export interface TextFault extends Place {
  readonly severity: Severity
  readonly path: string
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly document: number
}

/** One document: what it says, and where it says so. */
export interface ReadDocument {
  readonly index: number
  readonly line: number
  /** Of JSON; undefined where the document could not be read. */
  readonly value: unknown
  /** By path, as `spec.http[0].route`; the first of a large document. */
  readonly places: ReadonlyMap<string, Place>
}

/** What a text says of itself, without any cluster. */
export interface CheckedText {
  readonly documents: readonly ReadDocument[]
  readonly yaml: readonly TextFault[]
  readonly schema: readonly TextFault[]
  readonly semantics: readonly TextFault[]
}

/** Schemas of the cluster by `group/version/kind`; what is absent is judged by those of this build. */
export type ClusterSchemas = ReadonlyMap<string, StructuralSchema>
