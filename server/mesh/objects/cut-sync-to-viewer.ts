import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { buildWordCutter } from '#server/mesh/objects/cut-words-to-viewer.ts'
import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * What istiod tells of proxies, as one viewer may know it: of namespaces that the viewer may look into, and of the words of
 * a proxy that refused something only those that name nothing of other namespaces. istiod is asked as the console, so this
 * cut is the only one there is.
 */
export function cutSyncToViewer(
  told: readonly ProxySync[],
  facts: { readonly whole: MeshSnapshot; readonly cut: MeshSnapshot; readonly access: ViewerAccess },
): readonly ProxySync[] {
  const cutWords = buildWordCutter(facts)
  return told
    .filter(({ namespace }) => mayLookInto(facts.access, namespace))
    .map((proxy) => {
      if (!proxy.pushes.some(({ lastError }) => lastError)) return proxy
      return {
        ...proxy,
        pushes: proxy.pushes.map((push) =>
          push.lastError ? { ...push, lastError: cutWords(push.lastError) } : push,
        ),
      }
    })
}
