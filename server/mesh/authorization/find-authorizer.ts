import type { ExtensionProvider, MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** A name that istiod takes into the names of Envoy's policies: a DNS label. */
const usableName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/**
 * The external authorizer that a CUSTOM policy names, or undefined where istiod cannot use it: not defined, defined
 * twice, with an unusable name or port, or at a host that the mesh knows nowhere or in several namespaces
 * (istio `pilot/pkg/security/authz/builder/extauthz.go`, `pilot/pkg/model/telemetry_logging.go` LookupCluster).
 */
export function findUsableAuthorizer(
  snapshot: MeshSnapshot,
  meshConfig: MeshConfig,
  provider: string,
): ExtensionProvider['authorizer'] {
  const named = meshConfig.extensionProviders.filter(
    ({ name, authorizer }) => name === provider && authorizer,
  )
  const [only] = named
  const authorizer = only?.authorizer
  if (!authorizer || named.length > 1 || !usableName.test(provider)) return undefined
  if (authorizer.port < 1 || authorizer.port > 65535) return undefined
  const slash = authorizer.service.indexOf('/')
  const host = authorizer.service.slice(slash + 1)
  const namespaces = listNamespacesOfHost(snapshot, host)
  const isKnown = slash < 0 ? namespaces.size === 1 : namespaces.has(authorizer.service.slice(0, slash))
  return isKnown ? authorizer : undefined
}

function listNamespacesOfHost(snapshot: MeshSnapshot, host: string): ReadonlySet<string> {
  const [name = '', namespace = ''] = host.split('.')
  const isServiceHost = host === `${name}.${namespace}.svc.cluster.local`
  return new Set([
    ...(isServiceHost && snapshot.find('Service', namespace, name) ? [namespace] : []),
    ...snapshot
      .all('ServiceEntry')
      .filter(({ spec }) => spec.hosts?.includes(host))
      .map(({ metadata }) => metadata.namespace),
  ])
}
