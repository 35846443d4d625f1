import type { LoggedContainer } from '#demo/kubernetes/logs/line-source.ts'
import { buildWorkload } from '#demo/world/parts.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import type { Manifest, WorldPod } from '#demo/world/types.ts'

interface PodParts {
  readonly spec?: { readonly nodeName?: string }
  readonly status?: { readonly podIP?: string }
}

/** Whose output a stored pod's container writes: the world's workload behind it, or one that nobody calls. */
export function describeContainer(
  requests: RequestSource,
  pod: Manifest,
  container: string,
): LoggedContainer {
  const { name, namespace = '' } = pod.metadata
  const known = requests.readPods().find(namespace, name)
  const workload =
    known &&
    requests.world.workloads.find((own) => own.namespace === namespace && own.name === known.workload)
  if (known && workload) return { pod: known, workload, container }
  const { spec, status } = pod as PodParts // a stored Pod has the shape of core/v1
  // Labels are a map of strings; Manifest leaves metadata open.
  const labels = (pod.metadata['labels'] ?? {}) as Readonly<Record<string, string>>
  const owner = requests.world.workloads.find(
    (own) =>
      own.namespace === namespace && own.app === labels['app'] && own.version === (labels['version'] ?? ''),
  )
  const unknown: WorldPod = {
    namespace,
    workload: owner?.name ?? name,
    name,
    ip: status?.podIP ?? '',
    node: spec?.nodeName ?? '',
    ready: false,
  }
  const place = { namespace, dataPlane: 'none' } as const
  return {
    pod: unknown,
    workload: owner ?? buildWorkload(place, { name, app: labels['app'] ?? container }),
    container,
  }
}
