import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { asRecord } from '#server/mesh/checks/field.ts'

export type Step = string | number

/** One value that differs. `before` or `after` is undefined where there is or will be none; JSON has no such value. */
export interface Difference {
  readonly steps: readonly Step[]
  readonly before: unknown
  readonly after: unknown
}

/**
 * How two values of JSON differ, value by value. Items of lists are compared place by place between the part that is equal
 * at the beginning and the part that is equal at the end. The differences are in an order in which they can be carried out
 * one after the other on the first value: of a list items are changed first, then added in order or removed from the last.
 */
export function diffValues(
  before: unknown,
  after: unknown,
  steps: readonly Step[] = [],
): readonly Difference[] {
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, steps)
  if (isObject(before) && isObject(after)) return diffObjects(asRecord(before), asRecord(after), steps)
  return isSameJson(before, after) ? [] : [{ steps, before, after }]
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function diffObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  steps: readonly Step[],
): readonly Difference[] {
  const own = (record: Readonly<Record<string, unknown>>, name: string) =>
    Object.hasOwn(record, name) ? record[name] : undefined
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [old, next] = [own(before, name), own(after, name)]
    const at = [...steps, name]
    if (old === undefined || next === undefined)
      return old === next ? [] : [{ steps: at, before: old, after: next }]
    return diffValues(old, next, at)
  })
}

function diffLists(
  before: readonly unknown[],
  after: readonly unknown[],
  steps: readonly Step[],
): readonly Difference[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && isSameJson(before[head], after[head])) head += 1
  let tail = 0
  while (
    tail < shorter - head &&
    isSameJson(before[before.length - 1 - tail], after[after.length - 1 - tail])
  )
    tail += 1
  const pairs = shorter - head - tail
  const changed = Array.from({ length: pairs }, (_, at) =>
    diffValues(before[head + at], after[head + at], [...steps, head + at]),
  ).flat()
  const from = head + pairs
  const removed = before.slice(from, before.length - tail).map((value, at) => ({
    steps: [...steps, from + at],
    before: value,
    after: undefined,
  }))
  const added = after.slice(from, after.length - tail).map((value, at) => ({
    steps: [...steps, from + at],
    before: undefined,
    after: value,
  }))
  return [...changed, ...removed.reverse(), ...added]
}

/** As `spec.http[0].route`, the way the checks write places. */
export function formatPath(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    if (!/^[A-Za-z_][\w-]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`
    return path === '' ? step : `${path}.${step}`
  }, '')
}

export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: unknown
}

/** The differences as a JSON Patch (RFC 6902), which names nothing else. */
export function buildJsonPatch(differences: readonly Difference[]): readonly PatchOperation[] {
  return differences.map(({ steps, before, after }): PatchOperation => {
    // RFC 6901: `~` and `/` of a name are escaped.
    const path = steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    if (after === undefined) return { op: 'remove', path }
    return { op: before === undefined ? 'add' : 'replace', path, value: after }
  })
}
