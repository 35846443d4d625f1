import { createRandom, hashText } from '#demo/world/random.ts'
import type { World, WorldPod, WorldWorkload } from '#demo/world/types.ts'

/** A pod as metrics name it. The Kubernetes side of the demo may say its own, so that both name the same pods. */
export type PodFacts = WorldPod

/** Something that Prometheus scrapes: the labels it adds to all series of it, and when in the interval it comes by. */
export interface Target {
  readonly labels: Readonly<Record<string, string>>
  readonly offsetMs: number
}

/** Pods for the workloads of a world, named as Kubernetes would, when nobody knows better. */
export function buildPods(world: World): PodFacts[] {
  return world.workloads.flatMap((workload) => {
    const random = createRandom(hashText(`${workload.namespace}/${workload.name}`, world.seed))
    const hash = random.word(10)
    return Array.from({ length: workload.replicas }, (_, index) => ({
      namespace: workload.namespace,
      workload: workload.name,
      name: namePod(workload, index, hash, random.word(5)),
      ip: `10.${random.integer(16, 31)}.${random.integer(0, 255)}.${random.integer(1, 254)}`,
      node: `node-${random.integer(1, 5)}`,
      ready: index < workload.ready,
    }))
  })
}

function namePod({ name, kind }: WorldWorkload, index: number, hash: string, suffix: string): string {
  if (kind === 'StatefulSet') return `${name}-${index}`
  return kind === 'Deployment' ? `${name}-${hash}-${suffix}` : `${name}-${suffix}`
}

/**
 * The pods of a workload that report, as targets of the job `kubernetes-pods` in Istio's sample configuration
 * (samples/addons/prometheus.yaml): agent port 15020, pod labels and names beside. A workload without a ready pod
 * still reports through its first one if it has one.
 */
export function buildPodTargets(workload: WorldWorkload, pods: readonly PodFacts[], seed: number): Target[] {
  const ready = pods.filter((pod) => pod.ready)
  return (ready.length > 0 ? ready : pods.slice(0, 1)).map((pod) => ({
    labels: {
      app: workload.app,
      instance: `${pod.ip}:15020`,
      job: 'kubernetes-pods',
      namespace: pod.namespace,
      pod: pod.name,
    },
    offsetMs: hashText(pod.name, seed),
  }))
}

export function groupPods(pods: readonly PodFacts[]): ReadonlyMap<string, readonly PodFacts[]> {
  return Map.groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`)
}
