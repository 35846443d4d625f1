import type { ConcerningConfig } from '#contract/details.ts'
import { judgeInMesh, type MeshSight } from '#server/mesh/config/judge-in-mesh.ts'
import { isConfigObject } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { isListedKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Concerning } from '#server/mesh/references/concerning.ts'
import { listMeshWideKinds } from '#server/mesh/references/list-concerning.ts'
import { presentKind } from '#server/usecases/stages/present-kind.ts'
import { wordFinding } from '#server/words.ts'

const mostProblems = 5

interface Told {
  readonly config: ConcerningConfig[]
  readonly meshPoliciesSeen: boolean
}

export function presentConcerning(
  all: readonly Concerning[],
  { snapshot, access }: { readonly snapshot: MeshSnapshot; readonly access: ViewerAccess },
): Told {
  return {
    config: all.map((one) => ({
      ...presentKind(one.kind),
      namespace: one.namespace,
      name: one.name,
      fields: [...one.fields],
      scope: one.scope,
      why: wordFinding('finding', one.why.code, { ...one.why.params }),
      ...presentValidity(one, { snapshot, access }),
    })),
    meshPoliciesSeen: listMeshWideKinds(snapshot).every((kind) =>
      access.may('list', kind, snapshot.rootNamespace),
    ),
  }
}

function presentValidity(
  { kind, namespace, name }: Concerning,
  { snapshot, access }: MeshSight,
): Pick<ConcerningConfig, 'validity' | 'problems'> {
  const object = isListedKind(kind) ? snapshot.find(kind, namespace, name) : undefined
  if (!isListedKind(kind) || !object || !isConfigObject(kind, object)) return { problems: [] }
  const { status, problems } = judgeInMesh(kind, object, { snapshot, access })
  return {
    ...(status === 'unknown' ? {} : { validity: status }),
    problems: problems
      .slice(0, mostProblems)
      .map(({ code, params }) => wordFinding('finding', code, { ...params })),
  }
}
