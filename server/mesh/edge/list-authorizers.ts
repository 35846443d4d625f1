import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { readAction } from '#server/mesh/authorization/compile-policy.ts'
import { findUsableAuthorizer } from '#server/mesh/authorization/find-authorizer.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ExtensionProvider } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Somebody outside of the proxies who decides about requests (Open Policy Agent, Casbin, …), as CUSTOM policies name it. */
export interface AuthorizerRow {
  readonly name: string
  readonly protocol?: 'http' | 'grpc'
  /** Where it is, as the mesh's settings say. */
  readonly service?: string
  readonly port?: number
  /** `unusable`: istiod cannot use it, so its policies deny all; `outside`: nobody in the cluster tells whether it is there. */
  readonly state: 'ready' | 'no-endpoints' | 'unusable' | 'missing' | 'outside' | 'unknown'
  readonly reasons: readonly Reason[]
  /** `namespace/name` of the CUSTOM policies that ask it. */
  readonly usedBy: readonly string[]
}

interface SeenServices {
  /** Whether the viewer may see the services of a namespace. */
  readonly maySee: (namespace: string) => boolean
}

/**
 * The external authorizers that the mesh's settings define, and those that policies name in vain. Whether one can be
 * reached is told by the endpoints of its service: nothing is sent to it.
 */
export function listAuthorizers(facts: AccessFacts, { maySee }: SeenServices): readonly AuthorizerRow[] {
  const { snapshot, meshConfig } = facts
  const users = Map.groupBy(
    snapshot.all('AuthorizationPolicy').filter((policy) => readAction(policy) === 'CUSTOM'),
    ({ spec }) => spec.provider?.name ?? '',
  )
  const usedBy = (name: string) =>
    (users.get(name) ?? []).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  const defined = meshConfig.extensionProviders.flatMap(({ name, authorizer }) =>
    authorizer ? [{ name, authorizer }] : [],
  )
  const names = new Set(defined.map(({ name }) => name))
  return [
    ...defined.map(({ name, authorizer }) => ({
      name,
      protocol: authorizer.protocol,
      service: authorizer.service,
      port: authorizer.port,
      usedBy: usedBy(name),
      ...judgeReach(facts, name, authorizer, maySee),
    })),
    ...[...users.keys()]
      .filter((name) => !names.has(name))
      .map((name) => ({
        name,
        state: 'missing' as const,
        reasons: [{ code: 'edge-authorizer-missing', params: {} }],
        usedBy: usedBy(name),
      })),
  ]
}

function judgeReach(
  { snapshot, meshConfig }: AccessFacts,
  name: string,
  { service, port }: NonNullable<ExtensionProvider['authorizer']>,
  maySee: SeenServices['maySee'],
): Pick<AuthorizerRow, 'state' | 'reasons'> {
  const host = service.slice(service.indexOf('/') + 1)
  const [of = '', namespace = ''] = host.split('.')
  const isInCluster = host === `${of}.${namespace}.svc.cluster.local`
  if (isInCluster && !maySee(namespace))
    return { state: 'unknown', reasons: [{ code: 'edge-unseen', params: {} }] }
  if (!findUsableAuthorizer(snapshot, meshConfig, name))
    return { state: 'unusable', reasons: [{ code: 'edge-authorizer-unusable', params: { service, port } }] }
  if (!isInCluster)
    return { state: 'outside', reasons: [{ code: 'edge-authorizer-outside', params: { host } }] }
  const ready = countReady(snapshot, { namespace, name: of, port })
  return ready > 0
    ? { state: 'ready', reasons: [{ code: 'edge-authorizer-ready', params: { count: ready } }] }
    : {
        state: 'no-endpoints',
        reasons: [{ code: 'edge-authorizer-no-endpoints', params: { service, port } }],
      }
}

/** Ready endpoints behind a port of a service; none for a port that it does not have. */
function countReady(
  snapshot: MeshSnapshot,
  { namespace, name, port }: { readonly namespace: string; readonly name: string; readonly port: number },
): number {
  const service = snapshot.find('Service', namespace, name)
  const of = service?.spec.ports.find((one) => one.port === port)
  if (!of) return 0
  return snapshot
    .inNamespace('EndpointSlice', namespace)
    .filter(({ serviceName, ports }) => serviceName === name && ports.some((one) => one.name === of.name))
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ ready }) => ready).length
}
