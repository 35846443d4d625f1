import { checkInSnapshot } from '#server/mesh/checks/mesh/check-in-mesh.ts'
import { type ConfigObject, judgeValidity, type Validity } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** What one viewer sees of the mesh: what is hidden is not missing. */
export interface MeshSight {
  /** Cut to the viewer. */
  readonly snapshot: MeshSnapshot
  readonly access: ViewerAccess
}

const known = new WeakMap<object, WeakMap<MeshSnapshot, WeakMap<ConfigObject, Validity>>>()

/**
 * How an object of the snapshot stands among the others: what `judgeValidity` says of it alone, and what hosts, subsets,
 * gateways and workloads it needs in vain or shares with others. Judged once for each object, snapshot and viewer.
 */
export function judgeInMesh(kind: MeshKind, object: ConfigObject, { snapshot, access }: MeshSight): Validity {
  const bySnapshot = known.get(access) ?? new WeakMap<MeshSnapshot, WeakMap<ConfigObject, Validity>>()
  known.set(access, bySnapshot)
  const byObject = bySnapshot.get(snapshot) ?? new WeakMap<ConfigObject, Validity>()
  bySnapshot.set(snapshot, byObject)
  const before = byObject.get(object)
  if (before) return before
  const validity = judge(kind, object, { snapshot, access })
  byObject.set(object, validity)
  return validity
}

function judge(kind: MeshKind, object: ConfigObject, { snapshot, access }: MeshSight): Validity {
  const alone = judgeValidity(kind, object)
  const { namespace, name } = object.metadata
  const faults = checkInSnapshot(
    { kind, namespace, name },
    { snapshot, isSeen: (each) => mayLookInto(access, each) },
  )
  if (faults.length === 0) return alone
  const problems = [
    ...alone.problems,
    ...faults.map(({ level, path, code, params, analyzer }) => ({
      severity: level,
      layer: 'mesh' as const,
      path,
      code,
      params,
      analyzer,
    })),
  ]
  const isBroken = problems.some(({ severity }) => severity === 'error')
  return { status: isBroken ? 'invalid' : 'warning', problems }
}
