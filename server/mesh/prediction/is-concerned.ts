import { readField } from '#server/mesh/checks/field.ts'
import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'

/** An object as far as its reach is told by it. */
export interface ChangedObject {
  readonly kind: string
  readonly namespace: string
  /** As it is and as it would be. */
  readonly versions: readonly unknown[]
}

/**
 * A cautious test whether a change may do anything to a demand: routes and rules for hosts touch demands for those hosts,
 * policies those that lead into their namespace, a Sidecar those that leave it. Of all else every demand may be touched.
 */
export function buildConcern(
  { kind, namespace, versions }: ChangedObject,
  rootNamespace: string,
  isGateway: (source: WorkloadRef) => boolean,
): (demand: ObservedDemand) => boolean {
  if (kind === 'VirtualService' || kind === 'DestinationRule') {
    const names = versions.flatMap(listHosts)
    // Names that are short or wild stand for hosts that only the routing rules tell.
    const heads = new Set(names.map((name) => name.split('.', 1)[0] ?? ''))
    const isWide = names.length === 0 || names.some((name) => name.includes('*'))
    const touchesGateways = versions.some(hasGateways)
    return ({ service, source }) =>
      isWide ||
      heads.has(service.host.split('.', 1)[0] ?? '') ||
      (touchesGateways && source !== undefined && isGateway(source))
  }
  const isPolicy = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].includes(kind)
  if (isPolicy && namespace !== rootNamespace)
    return ({ service, flows }) =>
      service.namespace === namespace || flows.some(({ destination }) => destination?.namespace === namespace)
  if (kind === 'Sidecar' && namespace !== rootNamespace)
    return ({ source }) => source?.namespace === namespace
  return () => true
}

function listHosts(version: unknown): readonly string[] {
  const spec = readField(version).at('spec')
  const own = [spec.at('host').text, ...spec.at('hosts').items.map(({ text }) => text)]
  return own.filter((name) => name !== '')
}

/** Gateways' hosts are names of the outside; which demands they carry is told by where their routes lead. */
function hasGateways(version: unknown): boolean {
  return readField(version)
    .at('spec')
    .at('gateways')
    .items.some(({ text }) => text !== 'mesh')
}
