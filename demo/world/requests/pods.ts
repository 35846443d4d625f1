import { hashText } from '#demo/world/random.ts'
import { drawItem, mix } from '#demo/world/requests/draw.ts'
import type { WorldPod } from '#demo/world/types.ts'

/** The pods of a moment, ready to be drawn from. */
export interface PodIndex {
  /** The ready pod of a workload (`namespace/workload`) that a draw falls to; it stays when other pods come and go. */
  pick(workload: string, hash: number, purpose: number): WorldPod | undefined
  find(namespace: string, name: string): WorldPod | undefined
  /** Those of a workload, ready or not. */
  list(workload: string): readonly WorldPod[]
}

interface Candidate {
  readonly hash: number
  readonly item: WorldPod
}

export function buildPodIndex(pods: readonly WorldPod[]): PodIndex {
  const byWorkload = Map.groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`)
  const byName = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]))
  const candidates = new Map<string, readonly Candidate[]>(
    [...byWorkload].map(([workload, own]) => [
      workload,
      own.filter(({ ready }) => ready).map((pod) => ({ hash: hashText(pod.name), item: pod })),
    ]),
  )
  return {
    pick: (workload, hash, purpose) => drawItem(mix(hash, purpose), candidates.get(workload) ?? []),
    find: (namespace, name) => byName.get(`${namespace}/${name}`),
    list: (workload) => byWorkload.get(workload) ?? [],
  }
}
