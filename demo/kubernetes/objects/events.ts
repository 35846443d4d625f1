import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import type { Manifest, WorldWorkload } from '#demo/world/types.ts'

/** What the kubelet said of pods that do not get ready. */
export function buildEvents(mint: Mint, workload: WorldWorkload, pods: readonly Manifest[]): Manifest[] {
  const reason = workload.waitingReason
  if (!reason) return []
  return pods.slice(workload.ready).map((pod) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${pod.metadata.name}.18${mint.word(14)}`,
      namespace: workload.namespace,
      uid: mint.uid(),
      creationTimestamp: mint.timeBefore(1),
    },
    involvedObject: {
      kind: 'Pod',
      namespace: workload.namespace,
      name: pod.metadata.name,
      uid: pod.metadata['uid'],
      apiVersion: 'v1',
      fieldPath: `spec.containers{${workload.app}}`,
    },
    reason: reason === 'CrashLoopBackOff' ? 'BackOff' : 'Failed',
    message:
      reason === 'CrashLoopBackOff'
        ? `Back-off restarting failed container ${workload.app} in pod ${pod.metadata.name}`
        : `Error: ${reason}`,
    source: { component: 'kubelet', host: 'node-a' },
    firstTimestamp: mint.timeBefore(30),
    lastTimestamp: mint.timeBefore(1),
    count: 412,
    type: 'Warning',
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: 'node-a',
  }))
}
