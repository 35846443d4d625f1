import {
  isSelectorless,
  listOldestFirst,
  type MtlsMode,
  readMode,
} from '#server/mesh/mtls/peer-authentication.ts'
import { memoBySnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * The mode that clients infer for all services of a namespace: of its oldest PeerAuthentication without a selector,
 * else of the mesh's; workloads' and ports' own settings are not seen
 * (istio `pilot/pkg/model/authentication.go`, GetNamespaceMutualTLSMode, and `push_context.go`, BestEffortInferServiceMTLSMode).
 */
export const inferNamespaceMtls = memoBySnapshot((snapshot) => {
  const modes = new Map<string, MtlsMode>()
  const readOldest = (namespace: string) => listOldestFirst(snapshot, namespace).find(isSelectorless)
  const ofMesh = readOldest(snapshot.rootNamespace)
  const meshMode = (ofMesh && readMode(ofMesh)) ?? 'PERMISSIVE'
  return (namespace: string): MtlsMode => {
    const known = modes.get(namespace)
    if (known) return known
    const own = readOldest(namespace)
    const mode = (own && readMode(own)) ?? meshMode
    modes.set(namespace, mode)
    return mode
  }
})
