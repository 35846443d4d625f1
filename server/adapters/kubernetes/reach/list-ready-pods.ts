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
  const labelSelector = formatLabels(service.selector)
  if (labelSelector === '') return []
  return listSelectedPods(connection, { namespace: service.namespace, labelSelector }, port, signal)
}

export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

/** The same of the pods that a label selector takes (Kubernetes "Labels and Selectors", its text form). */
export async function listSelectedPods(
  connection: Connection,
  { namespace, labelSelector }: { readonly namespace: string; readonly labelSelector: string },
  port: Pick<ServicePort, 'targetPort'>,
  signal: AbortSignal,
): Promise<readonly PodPort[]> {
  const query = new URLSearchParams({ labelSelector, limit: String(podLimit) })
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query}`
  // The form of a PodList; every field is optional and checked where it is read.
  const { items = [] } = (await connection.ask({ path, signal, deadlineMs })) as PodList
  return items.flatMap(({ metadata, spec, status }) => {
    const ready = status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True')
    if (!metadata?.name || metadata.deletionTimestamp || status?.phase !== 'Running' || !ready) return []
    const named = spec?.containers
      ?.flatMap(({ ports = [] }) => ports)
      .find(({ name }) => name === port.targetPort)?.containerPort
    const number = typeof port.targetPort === 'number' ? port.targetPort : named
    return number === undefined ? [] : [{ namespace, pod: metadata.name, port: number }]
  })
}
