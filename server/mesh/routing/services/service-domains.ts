import { clusterDomain } from '#server/mesh/routing/host-name.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'

const kubernetesSuffix = `.svc.${clusterDomain}`

/**
 * The names under which a client of a namespace may call a host, the host itself first: with a final dot, and for
 * Kubernetes' own `name.ns`, `name.ns.svc`, in its own namespace `name` alone
 * (istio `pilot/pkg/networking/core/httproute.go`, GenerateAltVirtualHosts).
 */
export function listHostNames(host: string, clientNamespace: string): readonly string[] {
  const names = [host, `${host}.`]
  if (!host.endsWith(kubernetesSuffix)) return names
  const short = host.slice(0, host.indexOf('.svc.'))
  const dot = short.indexOf('.')
  if (dot < 0) return names
  names.push(short, `${short}.svc`)
  if (short.slice(dot + 1) === clientNamespace) names.push(short.slice(0, dot))
  return names
}

/**
 * The hosts that a called name may stand for, the inverse of `listHostNames`; the name itself comes first, because a
 * service of exactly that name goes before one whose short name it is.
 */
export function listNamedHosts(name: string, clientNamespace: string): readonly string[] {
  const hosts = [name]
  if (name.endsWith('.')) hosts.push(name.slice(0, -1))
  const dots = name.split('.').length - 1
  if (dots === 0) hosts.push(`${name}.${clientNamespace}${kubernetesSuffix}`)
  if (dots === 1) hosts.push(`${name}${kubernetesSuffix}`)
  if (name.endsWith('.svc')) hosts.push(`${name}.${clusterDomain}`)
  return hosts
}

/** Headless services of Kubernetes answer for the names of their pods too (generateVirtualHostDomains, ibid.). */
export function hasPodNames({ registry, resolution }: RoutingService): boolean {
  return registry === 'kubernetes' && resolution === 'passthrough'
}
