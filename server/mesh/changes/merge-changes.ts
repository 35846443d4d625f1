import type { Step } from '#server/mesh/changes/diff-values.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { asRecord } from '#server/mesh/checks/field.ts'

/** A value that both sides changed, and not to the same. Undefined is a value that is not there. */
export interface Clash {
  readonly steps: readonly Step[]
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

export interface Merged {
  readonly value: unknown
  readonly clashes: readonly Clash[]
}

/**
 * Three-way merge of values of JSON: what only one side changed is taken from it; where both changed, and not to the same,
 * `value` has theirs and `clashes` says so. Items of lists are merged place by place only while both sides kept their
 * number and names: the order of routes is part of what they mean, so any other change is one of the whole list.
 */
export function mergeChanges(
  base: unknown,
  mine: unknown,
  theirs: unknown,
  steps: readonly Step[] = [],
): Merged {
  if (isSame(mine, theirs) || isSame(base, mine)) return { value: theirs, clashes: [] }
  if (isSame(base, theirs)) return { value: mine, clashes: [] }
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base)))
    return mergeObjects([asRecord(base), asRecord(mine), asRecord(theirs)], steps)
  const lists = [base, mine, theirs].map((value): readonly unknown[] | undefined =>
    Array.isArray(value) ? value : undefined,
  )
  const [first, second, third] = lists
  if (first && second && third && haveSameItems([first, second, third])) {
    const parts = first.map((item, at) => mergeChanges(item, second[at], third[at], [...steps, at]))
    return { value: parts.map(({ value }) => value), clashes: parts.flatMap(({ clashes }) => clashes) }
  }
  return { value: theirs, clashes: [{ steps, base, mine, theirs }] }
}

function mergeObjects(
  [base, mine, theirs]: readonly [Members, Members, Members],
  steps: readonly Step[],
): Merged {
  const clashes: Clash[] = []
  // In the order that is stored; what is new comes after it.
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine), ...Object.keys(base)])]
  const members = names.flatMap((name) => {
    const merged = mergeChanges(own(base, name), own(mine, name), own(theirs, name), [...steps, name])
    clashes.push(...merged.clashes)
    return merged.value === undefined ? [] : [[name, merged.value] as const]
  })
  return { value: Object.fromEntries(members), clashes }
}

type Members = Readonly<Record<string, unknown>>

const own = (record: Members, name: string) => (Object.hasOwn(record, name) ? record[name] : undefined)

function haveSameItems([base, ...others]: readonly (readonly unknown[])[]): boolean {
  return others.every(
    (other) =>
      other.length === base?.length &&
      other.every((item, at) => asRecord(item)['name'] === asRecord(base[at])['name']),
  )
}

function isSame(one: unknown, other: unknown): boolean {
  return one === undefined || other === undefined ? one === other : isSameJson(one, other)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
