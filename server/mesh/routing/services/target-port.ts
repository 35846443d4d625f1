import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Service } from '#server/mesh/objects/types.ts'

/**
 * The port of the workloads behind a port of a Service: its own number without `targetPort`; a name is resolved by the
 * Service's EndpointSlices, and undefined where none has it.
 */
export function readTargetPort(
  snapshot: MeshSnapshot,
  { metadata }: Service,
  { port, name, targetPort }: Service['spec']['ports'][number],
): number | undefined {
  if (targetPort === undefined) return port
  if (typeof targetPort === 'number') return targetPort
  return snapshot
    .inNamespace('EndpointSlice', metadata.namespace)
    .filter(({ serviceName }) => serviceName === metadata.name)
    .flatMap(({ ports }) => ports)
    .find((one) => one.name === name)?.port
}
