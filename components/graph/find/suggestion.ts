import type { Completion } from '#components/graph/find/complete.ts'
import type { OperandKey } from '#components/graph/find/operand-types.ts'
import type { PresetKey } from '#components/graph/find/presets.ts'

/** A line of the list under a box: part of a query, or a whole one. */
export interface Suggestion {
  readonly group: 'preset' | 'saved' | 'recent' | Completion['kind']
  /** What the line shows: the word itself, or the name of a whole query. */
  readonly label: string
  /** Of an operand the catalogue's key of its meaning, of a preset that of its name. */
  readonly operand?: OperandKey
  readonly preset?: PresetKey
  readonly insert: string
  readonly from: number
  readonly to: number
  /** A whole query is used at once. */
  readonly whole: boolean
}
