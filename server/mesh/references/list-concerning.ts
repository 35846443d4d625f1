import { isConfigKind, listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'

/** An object of configuration that concerns another. */
export interface Concerning extends ReferredObject {
  /** The fields that name the object or one of its services; none where it holds for all of its scope. */
  readonly fields: readonly string[]
  readonly scope: 'object' | 'namespace' | 'mesh'
}

/** Kinds that without a selector or target hold for their whole namespace, in the root namespace for the mesh. */
const kindsByPlace = [
  'PeerAuthentication',
  'RequestAuthentication',
  'AuthorizationPolicy',
  'Sidecar',
  'Telemetry',
  'EnvoyFilter',
  'ProxyConfig',
  'WasmPlugin',
  'TrafficExtension',
] as const satisfies readonly MeshKind[]

/** What concerns a workload: what names it or a service of it, and what holds for all in its namespace or the mesh. */
export function listConcerningWorkload(snapshot: MeshSnapshot, workload: Workload): readonly Concerning[] {
  const { namespace, name } = workload
  const services = indexServices(snapshot).listServicesOf(workload)
  const named = listNaming(snapshot, [
    { kind: 'Workload', namespace, name },
    ...services.map(({ metadata }) => ({
      kind: 'Service' as const,
      namespace: metadata.namespace,
      name: metadata.name,
    })),
  ])
  return [...named, ...listByPlace(snapshot, namespace)]
}

/** What names a service or a ServiceEntry. */
export function listConcerningService(
  snapshot: MeshSnapshot,
  service: ReferredObject,
): readonly Concerning[] {
  return listNaming(snapshot, [service])
}

/** What is written in a namespace, of the kinds that configure the mesh, and what holds for it from the root namespace. */
export function listConcerningNamespace(snapshot: MeshSnapshot, namespace: string): readonly Concerning[] {
  const byPlace = listByPlace(snapshot, namespace)
  const keys = new Set(byPlace.map((one) => `${one.kind}/${one.namespace}/${one.name}`))
  const written = listMeshKinds()
    .filter((kind) => isConfigKind(kind) && meshKinds[kind].namespaced)
    .flatMap((kind) =>
      snapshot
        .inNamespace(kind, namespace)
        .filter(({ metadata }) => !keys.has(`${kind}/${namespace}/${metadata.name}`))
        .map(({ metadata }) => ({
          kind,
          namespace,
          name: metadata.name,
          fields: [],
          scope: 'object' as const,
        })),
    )
  return [...byPlace, ...written]
}

/**
 * The kinds of which one in the root namespace holds for every namespace. Who may not read one of them there does not
 * learn all that applies.
 */
export function listMeshWideKinds(snapshot: MeshSnapshot): readonly MeshKind[] {
  return kindsByPlace.filter((kind) => snapshot.kinds.has(kind))
}

function listNaming(snapshot: MeshSnapshot, objects: readonly ReferredObject[]): readonly Concerning[] {
  const index = indexReferences(snapshot)
  const found = new Map<string, ReferredObject & { fields: string[] }>()
  for (const object of objects) {
    for (const { from, field } of index.listTo(object)) {
      const key = `${from.kind}/${from.namespace}/${from.name}`
      const known = found.get(key)
      if (!known) found.set(key, { ...from, fields: [field] })
      else if (!known.fields.includes(field)) known.fields.push(field)
    }
  }
  return [...found.values()].map((one) => ({ ...one, scope: 'object' }))
}

function listByPlace(snapshot: MeshSnapshot, namespace: string): readonly Concerning[] {
  const { rootNamespace } = snapshot
  return [...new Set([namespace, rootNamespace])].flatMap((place) =>
    kindsByPlace.flatMap((kind) =>
      snapshot
        .inNamespace(kind, place)
        .filter(({ spec }) => holdsForAll(spec))
        .map(({ metadata }) => ({
          kind,
          namespace: place,
          name: metadata.name,
          fields: [],
          scope: place === rootNamespace ? ('mesh' as const) : ('namespace' as const),
        })),
    ),
  )
}

interface Narrowing {
  readonly selector?: { readonly matchLabels?: object | undefined } | undefined
  readonly workloadSelector?: object | undefined
  readonly targetRef?: object | undefined
  readonly targetRefs?: readonly object[] | undefined
}

/** An empty selector is none; an empty workloadSelector of a Sidecar is one (istio push_context.go, initSidecarScopes). */
function holdsForAll({ selector, workloadSelector, targetRef, targetRefs }: Narrowing): boolean {
  const selects = Object.keys(selector?.matchLabels ?? {}).length > 0
  return !selects && !workloadSelector && !targetRef && (targetRefs ?? []).length === 0
}
