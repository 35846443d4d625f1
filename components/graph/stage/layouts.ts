import { layOutForce } from '#components/graph/stage/layout/force.ts'
import { layOutBreadthFirst, layOutLayered } from '#components/graph/stage/layout/layered.ts'
import { pack } from '#components/graph/stage/layout/pack.ts'
import { layOutConcentric, layOutGrid } from '#components/graph/stage/layout/plain.ts'
import { listNeighbours, rankByCalls } from '#components/graph/stage/layout/rank.ts'
import {
  boxPadding,
  boxTitleHeight,
  type LayoutBox,
  type LayoutEdge,
  type LayoutGroup,
  type LayoutName,
  type LayoutNode,
  type LayoutTask,
  leastBoxWidth,
  type Plan,
  type Point,
  type Positions,
} from '#components/graph/stage/layout/types.ts'

const groupLayouts: Readonly<Record<LayoutName, LayoutGroup>> = {
  layered: layOutLayered,
  breadthfirst: layOutBreadthFirst,
  concentric: layOutConcentric,
  grid: layOutGrid,
  force: layOutForce,
}

/**
 * Centres of all nodes. Each box is laid out by itself, then boxes are packed in the order of their calls; with no boxes
 * each connected part is one. Same task, same answer; no two nodes overlap. Linear but for sorting.
 */
export function computePositions(task: LayoutTask): Positions {
  const childBoxes = Map.groupBy(task.boxes, (box) => box.parent)
  const childNodes = Map.groupBy(task.nodes, (node) => node.box)
  const boxParent = new Map(task.boxes.map((box) => [box.id, box.parent]))
  const nodeBox = new Map(task.nodes.map((node) => [node.id, node.box]))
  const edgesOf = liftEdges(task.edges, nodeBox, boxParent)

  const layOut = (box: LayoutBox | undefined): Plan => {
    const inner = (childBoxes.get(box?.id) ?? []).map((child) => ({ child, plan: layOut(child) }))
    const items: LayoutNode[] = [
      ...inner.map(({ child, plan }) => ({ id: child.id, width: plan.width, height: plan.height })),
      ...(childNodes.get(box?.id) ?? []),
    ]
    const packed = inner.some(({ child }) => child.kind !== 'app')
    const plan = layOutItems(items, edgesOf.get(box?.id) ?? [], task, packed)
    return box ? pad(unfold(plan, inner), box) : unfold(plan, inner)
  }
  return layOut(undefined).centres
}

/** Members of one box (or of none): places are packed by the order of calls, nodes laid out by the chosen way. */
function layOutItems(
  items: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  { name, aspect }: LayoutTask,
  packed: boolean,
): Plan {
  if (items.length === 0) return { centres: new Map(), width: 0, height: 0 }
  if (packed) return packByCalls(items, edges, aspect)
  const parts = splitConnected(items, edges)
  if (name === 'grid' || parts.length === 1) return groupLayouts[name](items, edges, aspect)
  const plans = parts.map((part, at) => ({
    id: `part|${at}`,
    plan: groupLayouts[name](part.nodes, part.edges, aspect),
  }))
  const whole = pack(
    plans.map(({ id, plan }) => ({ id, width: plan.width, height: plan.height })),
    aspect,
  )
  return unfold(
    whole,
    plans.map(({ id, plan }) => ({ child: { id }, plan })),
  )
}

function packByCalls(items: readonly LayoutNode[], edges: readonly LayoutEdge[], aspect: number): Plan {
  const ranks = rankByCalls(items, listNeighbours(items, edges))
  return pack(
    items.toSorted((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0)),
    aspect,
  )
}

/** Puts the plans of inner boxes in the places that the outer plan gave them. */
function unfold(outer: Plan, inner: readonly { child: { id: string }; plan: Plan }[]): Plan {
  const plans = new Map(inner.map(({ child, plan }) => [child.id, plan]))
  const centres = new Map<string, Point>()
  for (const [id, centre] of outer.centres) {
    const plan = plans.get(id)
    if (!plan) centres.set(id, centre)
    else
      for (const [innerId, point] of plan.centres)
        centres.set(innerId, {
          x: centre.x - plan.width / 2 + point.x,
          y: centre.y - plan.height / 2 + point.y,
        })
  }
  return { ...outer, centres }
}

function pad(plan: Plan, { name }: LayoutBox): Plan {
  const width = Math.max(plan.width + 2 * boxPadding, leastBoxWidth(name))
  const left = (width - plan.width) / 2
  return {
    centres: new Map(
      [...plan.centres].map(([id, { x, y }]) => [id, { x: x + left, y: y + boxPadding + boxTitleHeight }]),
    ),
    width,
    height: plan.height + 2 * boxPadding + boxTitleHeight,
  }
}

/** For each box the edges between its own members: an edge between two nodes counts where their ways up part. */
function liftEdges(
  edges: readonly LayoutEdge[],
  nodeBox: ReadonlyMap<string, string | undefined>,
  boxParent: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string | undefined, LayoutEdge[]> {
  const climb = (id: string) => {
    const way: { id: string; inside: string | undefined }[] = []
    let box = nodeBox.get(id)
    way.push({ id, inside: box })
    while (box !== undefined) {
      const parent = boxParent.get(box)
      way.push({ id: box, inside: parent })
      box = parent
    }
    return way
  }
  const lifted = new Map<string | undefined, LayoutEdge[]>()
  for (const { source, target } of edges) {
    const targets = new Map(climb(target).map((step) => [step.inside, step.id]))
    const shared = climb(source).find((step) => targets.has(step.inside))
    const to = shared && targets.get(shared.inside)
    if (!shared || to === undefined || to === shared.id) continue
    const list = lifted.get(shared.inside)
    if (list) list.push({ source: shared.id, target: to })
    else lifted.set(shared.inside, [{ source: shared.id, target: to }])
  }
  return lifted
}

interface Part {
  readonly nodes: LayoutNode[]
  readonly edges: LayoutEdge[]
}

/** Connected parts, largest first; all lone nodes are one part at the end. */
function splitConnected(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Part[] {
  const { before, after } = listNeighbours(nodes, edges)
  const partOf = new Map<string, number>()
  let count = 0
  for (const start of nodes) {
    if (partOf.has(start.id)) continue
    const near = [...(before.get(start.id) ?? []), ...(after.get(start.id) ?? [])]
    if (near.length === 0) {
      partOf.set(start.id, -1)
      continue
    }
    const queue = [start.id]
    partOf.set(start.id, count)
    for (const id of queue)
      for (const next of [...(before.get(id) ?? []), ...(after.get(id) ?? [])])
        if (!partOf.has(next)) {
          partOf.set(next, count)
          queue.push(next)
        }
    count += 1
  }
  const parts = Map.groupBy(nodes, (node) => partOf.get(node.id) ?? -1)
  const edgesBy = Map.groupBy(edges, (edge) => partOf.get(edge.source) ?? -1)
  return [...parts]
    .sort(([a, left], [b, right]) => Number(a === -1) - Number(b === -1) || right.length - left.length)
    .map(([part, members]) => ({ nodes: members, edges: edgesBy.get(part) ?? [] }))
}
