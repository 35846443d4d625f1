import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import type { PodOwnerRef } from '#demo/kubernetes/objects/pods.ts'
import { templateLabels } from '#demo/kubernetes/objects/templates.ts'
import type { Manifest, WorldWorkload } from '#demo/world/types.ts'

/** The metadata of a workload's own object. */
export function buildMeta(
  mint: Mint,
  workload: WorldWorkload,
  createdAt: string,
  more: Record<string, unknown> = {},
) {
  return {
    name: workload.name,
    namespace: workload.namespace,
    uid: mint.uid(),
    creationTimestamp: createdAt,
    labels: templateLabels(workload),
    ...more,
  }
}

/** How what an object owns refers to it. */
export function ownerOf(manifest: Manifest): PodOwnerRef {
  const { apiVersion, kind, metadata } = manifest
  return { apiVersion, kind, name: metadata.name, uid: String(metadata['uid']) }
}
