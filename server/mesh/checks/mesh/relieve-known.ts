import { type Difference, formatPath } from '#server/mesh/changes/diff-values.ts'
import type { MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'

/**
 * Of the faults that an object would have between others, those are errors that the change brings, and those that it keeps in
 * a value that it writes. What was wrong before elsewhere in the object is a warning: who takes traffic off one subset need
 * not first mend the route of another.
 *
 * @param after faults with the change
 * @param before faults without it; of an object that is new there are none
 */
export function relieveKnown(
  after: readonly MeshFault[],
  before: readonly MeshFault[],
  differences: readonly Difference[],
): { readonly faults: readonly MeshFault[]; readonly known: number } {
  const left = before.map(formatFault)
  const touched = differences.map(({ steps }) => formatPath(steps))
  let known = 0
  const faults = after.map((fault): MeshFault => {
    const at = left.indexOf(formatFault(fault))
    // Each of before stands for one of after: the same fault at a second place is new.
    if (at >= 0) left.splice(at, 1)
    if (at < 0 || fault.level !== 'error' || touched.some((path) => overlap(path, fault.path))) return fault
    known += 1
    return { ...fault, level: 'warning' }
  })
  return { faults, known }
}

/** What is wrong, wherever it stands: what comes before it in a list moves it. */
function formatFault({ code, params }: MeshFault): string {
  return `${code} ${JSON.stringify(params)}`
}

function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one)
}

function isWithin(path: string, of: string): boolean {
  return path === of || (path.startsWith(of) && /^[.[]/.test(path.slice(of.length)))
}
