import type { z } from 'zod/mini'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { caseSchema } from '#tools/verdicts/load-case.ts'

/** A case's cluster, as the objects of Kubernetes that it stands for. */
type Case = z.infer<typeof caseSchema>

export const buildNamespace = ({ name, labels }: Case['namespaces'][number]) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
})

/** `exportTo` becomes Istio's annotation. */
export const buildService = ({ name, namespace, ports, selector, exportTo }: Case['services'][number]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name,
    namespace,
    ...(exportTo ? { annotations: { 'networking.istio.io/exportTo': exportTo.join(',') } } : {}),
  },
  spec: { type: 'ClusterIP', clusterIP: '10.0.0.1', selector: selector ?? {}, ports },
})

interface PodOptions {
  /** How it is captured; a gateway is a proxy alone in any case. */
  readonly dataPlane?: 'sidecar' | 'ambient' | 'none'
  readonly ip?: string
}

/** One running pod, ready, with a sidecar where nothing else is said. */
export function buildPod(
  workload: Omit<Case['workloads'][number], 'ports'> & { readonly ports?: readonly number[] },
  { dataPlane = 'sidecar', ip = '10.1.0.9' }: PodOptions = {},
): RawObject {
  const { name, namespace, labels, serviceAccount, ports = [], kind } = workload
  const proxy = { name: 'istio-proxy', image: 'proxyv2' }
  const application = { name: 'app', image: 'app', ports: ports.map((containerPort) => ({ containerPort })) }
  const isGateway = kind === 'gateway'
  const isAmbient = dataPlane === 'ambient' && !isGateway
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels,
      ...(isAmbient ? { annotations: { 'ambient.istio.io/redirection': 'enabled' } } : {}),
    },
    spec: {
      serviceAccountName: serviceAccount,
      containers: isGateway ? [proxy] : dataPlane === 'sidecar' ? [application, proxy] : [application],
    },
    status: { phase: 'Running', podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  } as RawObject // RawObject promises nothing of a pod's fields.
}
