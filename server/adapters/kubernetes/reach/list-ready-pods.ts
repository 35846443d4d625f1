import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import type { PodPort } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import type { ClusterService, ServicePort } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 10_000
/** Of so many pods one serves as well as another. */
const podLimit = 50

/** What is read of core/v1 Pods. */
interface PodList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string; readonly deletionTimestamp?: string }
    readonly spec?: {
      readonly containers?: readonly {
        readonly ports?: readonly { readonly name?: string; readonly containerPort?: number }[]
      }[]
    }
    readonly status?: {
      readonly phase?: string
      readonly conditions?: readonly { readonly type?: string; readonly status?: string }[]
    }
  }[]
}

/**
 * The ready pods behind a port of a Service, with the port's number in each, as `kubectl port-forward service/…` finds
 * them: by the Service's selector. Empty for a Service without one. Throws ApiFailure.
 */
export async function listReadyPods(
  connection: Connection,
  service: ClusterService,
  port: ServicePort,
  signal: AbortSignal,
): Promise<readonly PodPort[]> {
  const selector = Object.entries(service.selector).map(([name, value]) => `${name}=${value}`)
  if (selector.length === 0) return []
  const query = new URLSearchParams({ labelSelector: selector.join(','), limit: String(podLimit) })
  const path = `/api/v1/namespaces/${service.namespace}/pods?${query}`
  // The form of a PodList; every field is optional and checked where it is read.
  const { items = [] } = (await connection.ask({ path, signal, deadlineMs })) as PodList
  return items.flatMap(({ metadata, spec, status }) => {
    const ready = status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True')
    if (!metadata?.name || metadata.deletionTimestamp || status?.phase !== 'Running' || !ready) return []
    const named = spec?.containers
      ?.flatMap(({ ports = [] }) => ports)
      .find(({ name }) => name === port.targetPort)?.containerPort
    const number = typeof port.targetPort === 'number' ? port.targetPort : named
    return number === undefined ? [] : [{ namespace: service.namespace, pod: metadata.name, port: number }]
  })
}
