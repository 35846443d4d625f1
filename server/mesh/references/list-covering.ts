import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { Concerning } from '#server/mesh/references/concerning.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'
import { isWildcardHost } from '#server/mesh/routing/host-name.ts'

/** Rules whose wildcard host covers one of the services, which they do not name. */
export function listWildcards(snapshot: MeshSnapshot, services: readonly Service[]): readonly Concerning[] {
  if (services.length === 0) return []
  const names = services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.cluster.local`)
  const covers = (host: string | undefined) =>
    host !== undefined && isWildcardHost(host) && names.some((name) => name.endsWith(host.slice(1)))
  const tell = (
    kind: 'DestinationRule' | 'VirtualService',
    { namespace, name }: { readonly namespace: string; readonly name: string },
    field: string,
    host: string,
  ): Concerning => ({
    kind,
    namespace,
    name,
    fields: [field],
    scope: 'object',
    why: { code: 'concern-wildcard', params: { host } },
  })
  return [
    ...snapshot.all('DestinationRule').flatMap(({ metadata, spec }) => {
      const { host } = spec
      return host !== undefined && covers(host) ? [tell('DestinationRule', metadata, 'spec.host', host)] : []
    }),
    ...snapshot.all('VirtualService').flatMap(({ metadata, spec }) => {
      const at = (spec.hosts ?? []).findIndex(covers)
      const host = spec.hosts?.[at]
      return host === undefined ? [] : [tell('VirtualService', metadata, `spec.hosts[${at}]`, host)]
    }),
  ]
}

/** The gateways that the routes among these are bound to: what comes from outside comes through them. */
export function listGatewaysOf(snapshot: MeshSnapshot, routes: readonly Concerning[]): readonly Concerning[] {
  const index = indexReferences(snapshot)
  return routes.flatMap((route) =>
    index
      .listFrom(route)
      .filter(({ to, missing }) => !missing && (to.kind === 'IstioGateway' || to.kind === 'Gateway'))
      .map(({ to }): Concerning => {
        const params = { kind: route.kind, route: `${route.namespace}/${route.name}` }
        return { ...to, fields: [], scope: 'object', why: { code: 'concern-gateway', params } }
      }),
  )
}

type Labels = Readonly<Record<string, string>>
const useWaypoint = 'istio.io/use-waypoint'

/**
 * The waypoint in front of a workload or service, by the label of the object itself, else of its namespace, `none` being none
 * (istio.io/docs/ambient/usage/waypoint), and the policies attached to it or to all waypoints.
 *
 * @param bearers the labels that may choose it, the nearest first
 */
export function listWaypoint(
  snapshot: MeshSnapshot,
  namespace: string,
  bearers: readonly Labels[],
): readonly Concerning[] {
  const all = [...bearers, snapshot.find('Namespace', '', namespace)?.metadata.labels ?? {}]
  const labels = all.find((each) => each[useWaypoint] !== undefined)
  const name = labels?.[useWaypoint]
  if (labels === undefined || name === undefined || name === 'none') return []
  const place = labels[`${useWaypoint}-namespace`] ?? namespace
  if (!snapshot.find('Gateway', place, name)) return []
  const waypoint: ReferredObject = { kind: 'Gateway', namespace: place, name }
  const told = `${place}/${name}`
  const index = indexReferences(snapshot)
  const policies = [
    ...index.listTo(waypoint),
    ...index
      .listTo({ kind: 'GatewayClass', namespace: '', name: 'istio-waypoint' })
      .filter(({ from }) => from.namespace === snapshot.rootNamespace),
  ].filter(({ from, field }) => from.kind !== 'Gateway' && field.startsWith('spec.targetRef'))
  return [
    {
      ...waypoint,
      fields: [],
      scope: 'object',
      why: { code: 'concern-waypoint', params: { label: useWaypoint } },
    },
    ...policies.map(
      ({ from, field }): Concerning => ({
        ...from,
        fields: [field],
        scope: 'object',
        why: { code: 'concern-waypoint-policy', params: { waypoint: told } },
      }),
    ),
  ]
}

/** Labels that may choose a workload's waypoint: its own, then those of the services that lead to it. */
export function listWaypointBearers(workload: Workload, services: readonly Service[]): readonly Labels[] {
  return [workload.labels, ...services.map(({ metadata }) => metadata.labels)]
}
