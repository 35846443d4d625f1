import type { Sort } from '#components/ui/table.tsx'
import type { WorkloadMtls } from '#contract/mtls.ts'

const modes = ['STRICT', 'PERMISSIVE', 'DISABLE']

/** What a column sorts by; texts and numbers are not mixed in one. */
function readKey(row: WorkloadMtls, column: string): string | number {
  switch (column) {
    case 'dataPlane':
      return row.dataPlane
    case 'takes':
      return row.takes ? modes.indexOf(row.takes.mode) : modes.length
    case 'observed':
      return row.observed?.plaintext ?? -1
    case 'conflicts':
      return row.conflicts.length
    default:
      return ''
  }
}

/** By the column, then by name. */
export function compareWorkloads(a: WorkloadMtls, b: WorkloadMtls, { column, direction }: Sort): number {
  const [left, right] = [readKey(a, column), readKey(b, column)]
  const byKey = left === right ? 0 : left < right ? -1 : 1
  const byName = `${a.namespace}/${a.name}`.localeCompare(`${b.namespace}/${b.name}`)
  if (column === 'name') return direction === 'descending' ? -byName : byName
  return (direction === 'descending' ? -byKey : byKey) || byName
}
