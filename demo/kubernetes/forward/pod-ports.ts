import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { findResource } from '#demo/kubernetes/catalogue.ts'
import { badRequest, buildStatus, notFound, type Status, StatusError } from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { Manifest } from '#demo/world/types.ts'

/** Where a process of a pod listens: a loopback port, or what opens a connection to it within this process. */
export type Listener = number | (() => Duplex)

/** Undefined where the demo runs no process. */
export type FindListener = (pod: { namespace: string; name: string }, port: number) => Listener | undefined

export function connectTo(listener: Listener): Duplex {
  return typeof listener === 'number'
    ? connect({ port: listener, host: '127.0.0.1', allowHalfOpen: true })
    : listener()
}

export interface ForwardFacts {
  readonly store: Pick<Store, 'collection'>
  readonly findListener: FindListener
}

/** What is read of core/v1 Pods, Services and EndpointSlices here. */
interface Pod extends Manifest {
  readonly spec: { readonly nodeName?: string }
  readonly status?: { readonly phase?: string }
}
interface Service extends Manifest {
  readonly spec: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] }
}
interface Slice extends Manifest {
  readonly ports?: readonly { readonly name?: string; readonly port: number }[]
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean }
    readonly targetRef?: { readonly kind: string; readonly name: string }
  }[]
}

/** A pod that runs. Throws StatusError, as the API server words it, for one that is not there or does not. */
export function findPod({ store }: ForwardFacts, namespace: string, name: string): Pod {
  const stored = store.collection({ collection: '/pods' }).find(`${namespace}/${name}`)
  if (!stored) throw new StatusError(notFound({ group: '', resource: 'pods' }, name))
  return stored.manifest as Pod // a stored Pod has the shape of core/v1
}

/** `[scheme:]name[:port]`, as apimachinery's SplitSchemeNamePort takes it apart; undefined for anything else. */
export function splitName(id: string): { scheme: string; name: string; port: string } | undefined {
  const parts = id.split(':')
  const [scheme = '', name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts]
  const valid = parts.length <= 3 && name !== '' && ['', 'http', 'https'].includes(scheme)
  return valid ? { scheme, name, port } : undefined
}

export interface Place {
  readonly pod: string
  readonly port: number
}

/**
 * A ready pod behind a Service and its port there, by the Service port's name or number (pkg/registry/core/service
 * storage, ResourceLocation). Throws StatusError as the API server words it.
 */
export function findServicePlace({ store }: ForwardFacts, namespace: string, id: string): Place {
  const asked = splitName(id)
  if (!asked) throw new StatusError(badRequest(`invalid service request "${id}"`))
  const stored = store.collection({ collection: '/services' }).find(`${namespace}/${asked.name}`)
  if (!stored) throw new StatusError(notFound({ group: '', resource: 'services' }, asked.name))
  const { spec } = stored.manifest as Service // a stored Service has the shape of core/v1
  const number = /^\d+$/.test(asked.port) ? Number(asked.port) : undefined
  const found = spec.ports?.find(({ port }) => port === number)
  if (number !== undefined && !found)
    throw new StatusError(unavailable(`no service port ${number} found for service "${asked.name}"`))
  const portName = found ? (found.name ?? '') : asked.port
  const slices = store
    .collection({ collection: 'discovery.k8s.io/endpointslices' })
    .all()
    .map(({ manifest }) => manifest as Slice) // stored EndpointSlices have the shape of discovery/v1
    .filter(({ metadata }) => metadata.namespace === namespace && serviceOf(metadata) === asked.name)
  for (const { ports = [], endpoints = [] } of slices) {
    // A port without a name stands for any, as an Endpoints object of one port does.
    const port = ports.find(({ name = '' }) => name === portName || (portName === '' && ports.length === 1))
    const ready = endpoints.find(({ conditions }) => conditions?.ready !== false)
    if (port && ready?.targetRef) return { pod: ready.targetRef.name, port: port.port }
  }
  throw new StatusError(unavailable(`no endpoints available for service "${id}"`))
}

function serviceOf(metadata: Manifest['metadata']): string | undefined {
  // Labels are a map of texts; Manifest leaves metadata open.
  return (metadata['labels'] as Readonly<Record<string, string>> | undefined)?.['kubernetes.io/service-name']
}

export const unavailable = (message: string): Status => buildStatus(503, 'ServiceUnavailable', message)

export const podResource = findResource('', 'v1', 'pods')
export const serviceResource = findResource('', 'v1', 'services')
