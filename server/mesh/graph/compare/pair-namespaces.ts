export interface NamespacePair {
  readonly before: string
  readonly after: string
}

/**
 * How names of the side before are read on the side after: each namespace as its partner, and what is asked for only after
 * as what takes its place, so that no two names become one (A beside B: what B calls in A is what A calls in B).
 */
export function buildNamespaceMap(pairs: readonly NamespacePair[]): (namespace: string) => string {
  const forward = new Map(pairs.map(({ before, after }) => [before, after]))
  const back = new Map(pairs.map(({ before, after }) => [after, before]))
  return (namespace) => {
    const partner = forward.get(namespace)
    if (partner !== undefined) return partner
    let free = namespace
    for (let from = back.get(free); from !== undefined; from = back.get(free)) free = from
    return free
  }
}
