import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface Columns {
  /** Identities by namespace and account, '' (plaintext) first. The same list as long as it would be equal. */
  readonly principals: readonly string[]
  /** Names of the workloads that run under each. */
  readonly workloads: ReadonlyMap<string, readonly string[]>
}

const kept = new WeakMap<readonly Workload[], Columns>()

/**
 * Everybody who may call: the identity of each workload, plaintext, and what telemetry saw beside them. A waypoint or a
 * ztunnel calls for others.
 *
 * @param workloads all that the viewer may see
 * @param seen principals of telemetry
 */
export function chooseColumns(
  workloads: readonly Workload[],
  { trustDomain }: Pick<MeshConfig, 'trustDomain'>,
  seen: readonly string[],
): Columns {
  const names = new Map<string, string[]>()
  const carriers = new Set<string>()
  for (const { namespace, name, serviceAccount, role } of workloads) {
    const principal = `${trustDomain}/ns/${namespace}/sa/${serviceAccount || 'default'}`
    if (role === 'waypoint' || role === 'ztunnel') {
      carriers.add(principal)
      continue
    }
    const known = names.get(principal)
    if (known) known.push(name)
    else names.set(principal, [name])
  }
  const others = seen.filter((principal) => !carriers.has(principal))
  const principals = [...new Set(['', ...names.keys(), ...others])].toSorted()
  const before = kept.get(workloads)
  const isSame =
    before?.principals.length === principals.length &&
    principals.every((principal, index) => principal === before.principals[index])
  if (before && isSame) return before
  const columns = { principals, workloads: names }
  kept.set(workloads, columns)
  return columns
}
