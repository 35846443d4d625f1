import type { AccessRow, authorizationMatrix } from '#contract/authorization.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Matrix = CallOutput<typeof authorizationMatrix>

/** What policies and observation say together of one caller and one workload. */
export const relations = [
  'used',
  'unused',
  'tried',
  'denied',
  'openUsed',
  'open',
  'partlyUsed',
  'partly',
  'unknown',
  'unjudged',
] as const
export type Relation = (typeof relations)[number]

export interface RelationGrid {
  readonly matrix: Matrix
  readonly read: (row: number, column: number) => Relation
  readonly counts: ReadonlyMap<Relation, number>
}

const letters = {
  a: ['unused', 'used'],
  o: ['open', 'openUsed'],
  p: ['partly', 'partlyUsed'],
  d: ['denied', 'tried'],
  j: ['unjudged', 'unjudged'],
} as const satisfies Record<string, readonly [Relation, Relation]>

function isLetter(letter: string): letter is keyof typeof letters {
  return Object.hasOwn(letters, letter)
}

/** Reads every cell once; without telemetry nothing counts as used. */
export function buildRelations(matrix: Matrix): RelationGrid {
  const used = matrix.rows.map((row) => new Set(row.used.filter(hasUse).map(({ column }) => column)))
  const read = (at: number, column: number): Relation => {
    const row = matrix.rows[at]
    const letter = row?.cells[column] ?? ''
    if (!row || row.doubts.length > 0 || !isLetter(letter)) return 'unknown'
    return letters[letter][used[at]?.has(column) ? 1 : 0]
  }
  const counts = new Map<Relation, number>()
  for (const [at] of matrix.rows.entries())
    for (let column = 0; column < matrix.columns.length; column++) {
      const relation = read(at, column)
      counts.set(relation, (counts.get(relation) ?? 0) + 1)
    }
  return { matrix, read, counts }
}

function hasUse({ requests, connections }: AccessRow['used'][number]): boolean {
  return requests > 0 || connections > 0
}

export interface Chosen {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/**
 * The rows and columns to show: those with a cell of the chosen relation, whose names hold the text; without a relation
 * callers that are used, allowed or named somewhere come first of all, in their own order.
 */
export function chooseShown(
  { matrix, read }: RelationGrid,
  { only, find }: { readonly only: Relation | undefined; readonly find: string },
): Chosen {
  const text = find.trim().toLowerCase()
  const all = matrix.columns.map((_, index) => index)
  const holds = (name: string) => text === '' || name.toLowerCase().includes(text)
  const fits = (row: number, column: number) => only === undefined || read(row, column) === only
  const named = matrix.columns.map(({ principal }) => holds(principal))
  const rows = matrix.rows.flatMap(({ namespace, name }, row) => {
    const isNamed = holds(`${namespace}/${name}`)
    return all.some((column) => (isNamed || named[column]) && fits(row, column)) ? [row] : []
  })
  const columns = all.filter((column) =>
    rows.some((row) => {
      const { namespace = '', name = '' } = matrix.rows[row] ?? {}
      return (named[column] || holds(`${namespace}/${name}`)) && fits(row, column)
    }),
  )
  return { rows, columns }
}
