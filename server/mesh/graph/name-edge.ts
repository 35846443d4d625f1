import type { Protocol } from '#server/mesh/graph/types.ts'

/** An edge's id: there is one edge per source, target and protocol. */
export function nameEdge(source: string, target: string, protocol: Protocol): string {
  return `${source}>${target}>${protocol}`
}
