import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import { sumWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'

/**
 * Tells of each node what its workloads take of mutual TLS, in a word: `mtls`, `mixed` where they or their ports differ.
 * Absent where nothing is known of any of them.
 */
export const tellMtls: Enrich = (graph, { explainMtls }) => {
  if (!explainMtls) return graph
  for (const node of graph.nodes.values()) {
    const words = new Set(
      (node.behind ?? []).flatMap((workload) => {
        const explained = explainMtls(workload)
        return explained ? [sumWorkloadMtls(explained)] : []
      }),
    )
    const [only] = words
    if (only) node.mtls = words.size > 1 ? 'mixed' : only
  }
  return graph
}
