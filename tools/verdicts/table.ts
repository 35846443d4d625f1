import { isDeepStrictEqual } from 'node:util'

/** One field of a verdict, ours beside Istio's. Absent and null are the same. */
export interface Comparison {
  readonly field: string
  readonly ours: unknown
  readonly theirs: unknown
  /** A field that "agree" does not ask (`../shared/cases/README.md`): counted and told apart. */
  readonly beyond?: true
}

/** One table of cases: reads a raw case, asks the core, and sets its answer beside the verdict. */
export interface VerdictTable {
  readonly name: string
  /** Throws when the case is not of the table's shape, or when the core cannot answer. */
  readonly judge: (rawCase: unknown) => readonly Comparison[]
}

/** Order does not count: for lists that are sets. */
export function asSet(list: readonly unknown[] | null | undefined): readonly unknown[] {
  return (list ?? []).toSorted((a, b) => (JSON.stringify(sortKeys(a)) < JSON.stringify(sortKeys(b)) ? -1 : 1))
}

export function isAgreed({ ours, theirs }: Comparison): boolean {
  return isDeepStrictEqual(sortKeys(ours), sortKeys(theirs))
}

/** The same value with keys in order and absent members gone, so that equal values print and compare equal. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  )
}
