import { isListedKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'

/**
 * A kind in the cluster's own word, with the version that Vardia knows best, so that Istio's Gateway and the Gateway API's are
 * told apart; of `Workload`, which is no kind of a cluster, the word alone.
 */
export function presentKind(kind: string): { kind: string; apiVersion?: string } {
  if (!isListedKind(kind)) return { kind }
  const { group, versions } = meshKinds[kind]
  return { kind: nameKind(kind), apiVersion: group === '' ? versions[0] : `${group}/${versions[0]}` }
}
