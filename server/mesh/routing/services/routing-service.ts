import type { ObjectOf, Service } from '#server/mesh/objects/types.ts'
import { resolveExportTo } from '#server/mesh/routing/export-to.ts'
import { clusterDomain } from '#server/mesh/routing/host-name.ts'
import {
  type Protocol,
  parseProtocol,
  parseServicePortProtocol,
} from '#server/mesh/routing/services/protocol.ts'

type ServiceEntry = ObjectOf<'ServiceEntry'>

export interface RoutingPort {
  readonly name: string
  readonly number: number
  readonly protocol: Protocol
}

/**
 * What a proxy can call: a Kubernetes service, or one host of a ServiceEntry. A scope may hold a copy with fewer
 * ports, or one made of several entries of one host.
 */
export interface RoutingService {
  readonly host: string
  readonly namespace: string
  /** The service's name; for a ServiceEntry its host. */
  readonly name: string
  readonly registry: 'kubernetes' | 'service-entry'
  readonly resolution: Resolution
  readonly ports: readonly RoutingPort[]
  /** Namespaces, `*` or `~`; the mesh's default filled in. */
  readonly exportTo: ReadonlySet<string>
  readonly isMeshExternal: boolean
  readonly addresses: readonly string[]
  readonly selector: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly creationTimestamp: string
  /** Of an ExternalName service: what it is another name of. */
  readonly aliasOf?: string
  /** Other names of this one. */
  readonly aliases: readonly string[]
}

/** How endpoints are found; `passthrough` keeps the address that the client chose. */
export type Resolution = 'client-side' | 'dns' | 'dns-round-robin' | 'passthrough' | 'dynamic-dns' | 'alias'

const resolutions: Readonly<Record<string, Resolution>> = {
  STATIC: 'client-side',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dns-round-robin',
  DYNAMIC_DNS: 'dynamic-dns',
  NONE: 'passthrough',
}

/** Istio's view of a Kubernetes service (istio `pilot/pkg/serviceregistry/kube/conversion.go`, ConvertService). */
export function buildFromService(service: Service, defaultExportTo: readonly string[]): RoutingService {
  const { metadata, spec } = service
  const exportTo = metadata.annotations['networking.istio.io/exportTo']
  const isAlias = spec.type === 'ExternalName' && spec.externalName !== undefined
  return {
    host: `${metadata.name}.${metadata.namespace}.svc.${clusterDomain}`,
    namespace: metadata.namespace,
    name: metadata.name,
    registry: 'kubernetes',
    resolution: spec.clusterIP === 'None' ? 'passthrough' : isAlias ? 'alias' : 'client-side',
    ports: spec.ports.map((port) => ({
      name: port.name,
      number: port.port,
      protocol: parseServicePortProtocol(port),
    })),
    exportTo: resolveExportTo(
      exportTo ? exportTo.split(',').map((term) => term.trim()) : undefined,
      defaultExportTo,
      metadata.namespace,
    ),
    isMeshExternal: isAlias,
    addresses: spec.clusterIP && spec.clusterIP !== 'None' ? [spec.clusterIP] : [],
    selector: spec.selector,
    labels: metadata.labels,
    creationTimestamp: metadata.creationTimestamp,
    ...(isAlias && spec.externalName ? { aliasOf: spec.externalName } : {}),
    aliases: [],
  }
}

/** One service for each host of the entry (istio `pilot/pkg/serviceregistry/serviceentry/conversion.go`, convertServices). */
export function buildFromServiceEntry(
  { metadata, spec }: ServiceEntry,
  defaultExportTo: readonly string[],
): RoutingService[] {
  const exportTo = resolveExportTo(spec.exportTo, defaultExportTo, metadata.namespace)
  const ports = (spec.ports ?? []).map((port) => ({
    name: port.name ?? '',
    number: port.number ?? 0,
    protocol: parseProtocol(port.protocol),
  }))
  return (spec.hosts ?? []).map((host) => ({
    host,
    namespace: metadata.namespace,
    name: host,
    registry: 'service-entry',
    resolution: resolutions[spec.resolution ?? 'NONE'] ?? 'passthrough',
    ports,
    exportTo,
    isMeshExternal: spec.location !== 'MESH_INTERNAL',
    addresses: spec.addresses ?? [],
    selector: spec.workloadSelector?.labels ?? {},
    labels: metadata.labels,
    creationTimestamp: metadata.creationTimestamp,
    aliases: [],
  }))
}
