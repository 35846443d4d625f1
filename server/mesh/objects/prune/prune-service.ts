import { pruneMeta } from '#server/mesh/objects/prune/prune-meta.ts'
import type { RawEndpointSlice, RawService } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { EndpointSlice, Service } from '#server/mesh/objects/types.ts'

export function pruneService(raw: RawService, pool: StringPool): Service {
  const { spec } = raw
  return {
    metadata: pruneMeta(raw.metadata, pool),
    spec: {
      type: pool.text(spec?.type ?? 'ClusterIP'),
      ...(spec?.clusterIP ? { clusterIP: spec.clusterIP } : {}),
      ...(spec?.externalName ? { externalName: spec.externalName } : {}),
      selector: pool.record(spec?.selector),
      ports: (spec?.ports ?? []).map(({ name, port, protocol, appProtocol, targetPort }) => ({
        name: pool.text(name ?? ''),
        port,
        protocol: pool.text(protocol ?? 'TCP'),
        ...(appProtocol ? { appProtocol: pool.text(appProtocol) } : {}),
        ...(targetPort === undefined ? {} : { targetPort }),
      })),
    },
  }
}

/** An endpoint whose readiness is not told counts as ready (EndpointConditions, k8s.io/api/discovery/v1). */
export function pruneEndpointSlice(raw: RawEndpointSlice, pool: StringPool): EndpointSlice {
  return {
    metadata: pruneMeta(raw.metadata, pool),
    serviceName: pool.text(raw.metadata?.labels?.['kubernetes.io/service-name'] ?? ''),
    ports: (raw.ports ?? []).flatMap(({ name, port }) =>
      typeof port === 'number' ? { name: pool.text(name ?? ''), port } : [],
    ),
    endpoints: (raw.endpoints ?? []).map(({ addresses, conditions, targetRef }) => ({
      addresses: addresses ?? [],
      ready: conditions?.ready !== false,
      ...(targetRef?.kind === 'Pod' && targetRef.name ? { podName: targetRef.name } : {}),
    })),
  }
}
