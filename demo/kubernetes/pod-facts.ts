import type { Manifest, WorldPod } from '#demo/world/types.ts'

/** A pod of a workload, as far as a scraper of metrics knows it. */
export type PodFacts = WorldPod

/** The parts of a rendered pod that are read here. */
interface RenderedPod {
  readonly spec: { readonly nodeName: string }
  readonly status: {
    readonly podIP: string
    readonly phase: string
    readonly conditions: readonly { readonly type: string; readonly status: string }[]
  }
}

/** Facts of every pod among the manifests, in their order, completed ones left out. `workloadOf` knows the owner's workload. */
export function listPodFacts(
  manifests: readonly Manifest[],
  workloadOf: ReadonlyMap<Manifest, string>,
): PodFacts[] {
  return manifests.flatMap((manifest) => {
    const workload = workloadOf.get(manifest)
    if (manifest.kind !== 'Pod' || workload === undefined) return []
    const { spec, status } = manifest as unknown as RenderedPod // buildPod writes these fields
    if (status.phase === 'Succeeded') return []
    return [
      {
        namespace: manifest.metadata.namespace ?? '',
        workload,
        name: manifest.metadata.name,
        ip: status.podIP,
        node: spec.nodeName,
        ready: status.conditions.some(
          (condition) => condition.type === 'Ready' && condition.status === 'True',
        ),
      },
    ]
  })
}
