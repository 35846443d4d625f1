import type { Element } from '#components/graph/stage/elements.ts'

export interface Difference {
  readonly added: readonly Element[]
  readonly removed: readonly string[]
  /** Elements whose look changed; their places stay. */
  readonly changed: readonly Element[]
}

/** What must be done to turn one set of elements into another. An edge whose ends changed is another edge. */
export function diffElements(
  before: ReadonlyMap<string, Element>,
  after: ReadonlyMap<string, Element>,
): Difference {
  const added: Element[] = []
  const removed: string[] = []
  const changed: Element[] = []
  for (const [id, element] of after) {
    const known = before.get(id)
    if (!known) added.push(element)
    else if (!hasSameEnds(known, element)) {
      removed.push(id)
      added.push(element)
    } else if (known.classes !== element.classes) changed.push(element)
  }
  for (const id of before.keys()) if (!after.has(id)) removed.push(id)
  return { added, removed, changed }
}

function hasSameEnds(a: Element, b: Element): boolean {
  return a.data.source === b.data.source && a.data.target === b.data.target
}
