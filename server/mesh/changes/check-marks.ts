import { type Difference, formatPath } from '#server/mesh/changes/diff-values.ts'
import { checkMark } from '#server/mesh/changes/istio-marks.ts'
import { asRecord } from '#server/mesh/checks/field.ts'

/** Why an object of Kubernetes may not be changed so, and where. */
export interface MarksFault {
  readonly path: string
  readonly code: string
  readonly params: Readonly<Record<string, string>>
}

/**
 * Of namespaces and services Istio's labels and annotations are written, of workloads those of their pods, which is where
 * Istio reads them: whoever sets them, by a text or by name. The first difference that is more.
 *
 * @param kind `Namespace`, `Service`, or that of a workload
 */
export function findForeignChange(kind: string, differences: readonly Difference[]): MarksFault | undefined {
  const isWorkload = kind !== 'Namespace' && kind !== 'Service'
  const owner = isWorkload ? 'Pod' : kind
  for (const difference of differences.flatMap(listLeaves)) {
    const { steps, after } = difference
    const own = isWorkload && steps[0] === 'spec' && steps[1] === 'template' ? steps.slice(2) : steps
    const path = formatPath(steps)
    const [root, map, key] = own
    const isMark = root === 'metadata' && (map === 'labels' || map === 'annotations') && own.length === 3
    if (!isMark || (isWorkload && own === steps))
      return { path, code: 'target-labels-only', params: { kind, field: path } }
    const value = after === undefined || after === null ? null : String(after)
    const at = map === 'labels' ? 'label' : 'annotation'
    const fault = checkMark({ at, key: String(key), value }, owner)
    if (fault) return { path, ...fault }
  }
  return undefined
}

/** A map that comes or goes whole is each of its members. */
function listLeaves({ steps, before, after }: Difference): readonly Difference[] {
  const [old, next] = [asRecord(before), asRecord(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])]
  if (names.length === 0) return [{ steps, before, after }]
  return names.flatMap((name) =>
    listLeaves({ steps: [...steps, name], before: old[name], after: next[name] }),
  )
}
