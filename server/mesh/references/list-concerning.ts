import type { Reason } from '#server/mesh/health/types.ts'
import { isConfigKind, listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { Concerning } from '#server/mesh/references/concerning.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import {
  listGatewaysOf,
  listWaypoint,
  listWaypointBearers,
  listWildcards,
} from '#server/mesh/references/list-covering.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'
import { chooseSidecar } from '#server/mesh/routing/scope/choose-sidecar.ts'

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

/**
 * What concerns a workload: what names it or a service of it, the gateways and the waypoint before them, and what holds for
 * all in its namespace or the mesh.
 */
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
  const about = [...named, ...listWildcards(snapshot, services)]
  const all = [
    ...about,
    ...listGatewaysOf(snapshot, about),
    ...listWaypoint(snapshot, namespace, listWaypointBearers(workload, services)),
    ...listByPlace(snapshot, namespace),
  ]
  return markIdleSidecars(keepFirst(all), snapshot, workload)
}

/** What names a service or a ServiceEntry, or covers it without its name. */
export function listConcerningService(
  snapshot: MeshSnapshot,
  service: ReferredObject,
): readonly Concerning[] {
  const { kind, namespace, name } = service
  const object = kind === 'Service' ? snapshot.find('Service', namespace, name) : undefined
  const own = object ? [object] : []
  const about = [...listNaming(snapshot, [service]), ...listWildcards(snapshot, own)]
  const waypoint = listWaypoint(
    snapshot,
    namespace,
    own.map(({ metadata }) => metadata.labels),
  )
  return keepFirst([...about, ...listGatewaysOf(snapshot, about), ...waypoint])
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
          why: { code: 'concern-written', params: {} },
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
  const found = new Map<string, ReferredObject & { fields: string[]; why: Reason }>()
  for (const object of objects) {
    for (const { from, field } of index.listTo(object)) {
      const key = `${from.kind}/${from.namespace}/${from.name}`
      const known = found.get(key)
      if (!known) found.set(key, { ...from, fields: [field], why: explainNaming(object, field) })
      else if (!known.fields.includes(field)) known.fields.push(field)
    }
  }
  return [...found.values()].map((one) => ({ ...one, scope: 'object' }))
}

function explainNaming({ kind, namespace, name }: ReferredObject, field: string): Reason {
  if (/^spec\.(selector|workloadSelector)\b/.test(field)) return { code: 'concern-selector', params: {} }
  return { code: 'concern-names', params: { kind, name: `${namespace}/${name}`, field } }
}

/** Of what concerns an object in several ways the first is told: the one nearest to it. */
function keepFirst(all: readonly Concerning[]): readonly Concerning[] {
  const found = new Map<string, Concerning>()
  for (const one of all) {
    const key = `${one.kind}/${one.namespace}/${one.name}`
    if (!found.has(key)) found.set(key, one)
  }
  return [...found.values()]
}

/** Of the Sidecars that may be a workload's only one is. */
function markIdleSidecars(
  all: readonly Concerning[],
  snapshot: MeshSnapshot,
  workload: Workload,
): readonly Concerning[] {
  const chosen = chooseSidecar(snapshot, workload)?.metadata
  if (!chosen) return all
  return all.map((one) => {
    const isChosen = one.namespace === chosen.namespace && one.name === chosen.name
    if (one.kind !== 'Sidecar' || isChosen) return one
    const params = { chosen: `${chosen.namespace}/${chosen.name}` }
    return { ...one, why: { code: 'concern-sidecar-idle', params } }
  })
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
          why: {
            code: place === rootNamespace ? 'concern-mesh' : 'concern-namespace',
            params: { namespace: place },
          },
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
