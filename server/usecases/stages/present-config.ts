import type { ConfigItem } from '#contract/config.ts'
import { findOwner } from '#server/mesh/config/find-owner.ts'
import { judgeInMesh } from '#server/mesh/config/judge-in-mesh.ts'
import type { ConfigObject, Validity } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import { wordFinding } from '#server/words.ts'

const mostProblems = 20

/** A row of the list, and the head of the object's page; references are counted as the viewer may see them. */
export function presentConfigItem(
  kind: MeshKind,
  object: ConfigObject,
  {
    snapshot,
    access,
    version,
  }: { readonly snapshot: MeshSnapshot; readonly access: ViewerAccess; readonly version: string },
): ConfigItem {
  const { metadata } = object
  const { namespace, name } = metadata
  const validity = judgeInMesh(kind, object, { snapshot, access })
  const owner = findOwner(metadata)
  const index = indexReferences(snapshot)
  const named = index.listFrom({ kind, namespace, name })
  return {
    cluster: snapshot.cluster,
    namespace,
    kind: nameKind(kind),
    name,
    apiVersion: `${meshKinds[kind].group}/${version}`,
    validity: validity.status,
    problems: presentProblems(validity).slice(0, mostProblems),
    ...(metadata.creationTimestamp ? { createdAt: metadata.creationTimestamp } : {}),
    ...(owner ? { owner } : {}),
    references: {
      to: countObjects(named.map(({ to }) => to)),
      missing: countObjects(named.flatMap(({ to, missing }) => (missing ? [to] : []))),
      from: countObjects(index.listTo({ kind, namespace, name }).map(({ from }) => from)),
    },
    labels: { ...metadata.labels },
  }
}

function presentProblems({ problems }: Validity): ConfigItem['problems'] {
  return problems
    .toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
    .map(({ severity, layer, path, code, params, analyzer }) => ({
      ...wordFinding('finding', code, { ...params }),
      severity,
      layer,
      path,
      ...(analyzer ? { analyzer: { ...analyzer } } : {}),
    }))
}

function countObjects(objects: readonly { kind: string; namespace: string; name: string }[]): number {
  return new Set(objects.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`)).size
}
