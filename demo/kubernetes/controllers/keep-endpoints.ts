import { type ClusterView, isDoomed } from '#demo/kubernetes/controllers/cluster-view.ts'
import { asList, asRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { buildEndpointSlice } from '#demo/kubernetes/objects/services.ts'
import type { Manifest } from '#demo/world/types.ts'

const api = 'discovery.k8s.io/v1'

/** Keeps the EndpointSlice of a Service at the pods that it selects. */
export function keepEndpoints(view: ClusterView, mint: Mint, service: Manifest): void {
  const { namespace = '', name } = service.metadata
  const selector = asRecord(readPath(service, ['spec', 'selector']))
  const slices = view
    .list(api, 'EndpointSlice', namespace)
    .filter((slice) => readPath(slice, ['metadata', 'labels', 'kubernetes.io/service-name']) === name)
  const pods = view.list('v1', 'Pod', namespace).filter((pod) => !isDoomed(pod))
  const withAddress = pods.filter((pod) => readPath(pod, ['status', 'podIP']) !== undefined)
  const ports = asList(readPath(service, ['spec', 'ports'])).map(asRecord)
  const built = buildEndpointSlice(
    mint,
    {
      namespace,
      name,
      selector: Object.fromEntries(Object.entries(selector).map(([key, value]) => [key, String(value)])),
      ports: ports.map(({ name: port, port: number, targetPort, appProtocol }) => ({
        name: String(port ?? ''),
        port: Number(number),
        targetPort: typeof targetPort === 'number' ? targetPort : Number(number),
        ...(typeof appProtocol === 'string' ? { appProtocol } : {}),
      })),
    },
    service,
    withAddress,
  )
  if (!built) return
  const [slice] = slices
  if (!slice) view.create(built)
  else view.update({ ...slice, endpoints: built['endpoints'], ports: built['ports'] })
}
