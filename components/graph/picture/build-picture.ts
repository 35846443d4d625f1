import {
  chooseFolds,
  type Fold,
  type FoldChoice,
  findWorst,
  restFold,
} from '#components/graph/picture/fold.ts'
import { sumEdges } from '#components/graph/picture/sum-edges.ts'
import type {
  BadgeId,
  BoxKind,
  Picture,
  PictureBox,
  PictureEdge,
  PictureNode,
} from '#components/graph/picture/types.ts'
import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

export const edgeModes = ['all', 'unhealthy', 'none'] as const
export type EdgeMode = (typeof edgeModes)[number]

export interface PictureChoice extends FoldChoice {
  readonly boxes: ReadonlySet<BoxKind>
  readonly edgeMode: EdgeMode
}

/**
 * From the answer to what is drawn: folds namespaces, gathers the edges between folds, puts nodes in boxes, and leaves out
 * the edges that were not asked for. Edges inside one fold vanish; their states live on in the fold's.
 */
export function buildPicture(graph: TrafficGraph, choice: PictureChoice): Picture {
  const folds = chooseFolds(graph, choice)
  const foldOf = new Map<string, string>()
  for (const fold of folds) for (const member of fold.members) foldOf.set(member.id, fold.id)
  const free = graph.nodes.filter((node) => !foldOf.has(node.id))
  const boxes = new Map<string, PictureBox>()
  const apps = appBoxViews.has(graph.view) ? countApps(free) : new Map<string, number>()
  const nodes = [
    ...free.map((node) => presentNode(node, placeInBoxes(node, choice, apps, boxes), choice.boxes)),
    ...folds.map((fold) => presentFold(fold, placeFold(fold, choice.boxes, boxes))),
  ]
  return {
    nodes,
    edges: gatherEdges(graph.edges, foldOf).filter((edge) => isWanted(edge, choice.edgeMode)),
    boxes: [...boxes.values()],
    folded: folds.reduce((sum, fold) => sum + fold.namespaces, 0),
  }
}

function isWanted(edge: PictureEdge, mode: EdgeMode): boolean {
  if (mode === 'none') return false
  return mode === 'all' || edge.status === 'failing' || edge.status === 'degraded'
}

function presentNode(node: GraphNode, box: string | undefined, boxed: ReadonlySet<BoxKind>): PictureNode {
  const { in: inward, out } = node
  const requests = (inward.httpPerSecond ?? 0) + (inward.grpcPerSecond ?? 0)
  const failing =
    (inward.httpPerSecond ?? 0) * (inward.httpErrorPercent ?? 0) +
    (inward.grpcPerSecond ?? 0) * (inward.grpcErrorPercent ?? 0)
  return {
    id: node.id,
    kind: node.serviceEntry ? 'serviceEntry' : node.kind,
    status: node.health.status,
    name: nameNode(node),
    detail: boxed.has('namespace') || node.namespace === 'unknown' ? '' : node.namespace,
    badges: listBadges(node),
    quiet: isElsewhere(node),
    box,
    weight: requests + (out.httpPerSecond ?? 0) + (out.grpcPerSecond ?? 0),
    errorPercent: requests > 0 ? failing / requests : undefined,
    alike: 1,
    members: [node.id],
  }
}

/** A node's name as the canvas and the table write it; the namespace stands beside it, in a box or a column. */
export function nameNode(node: GraphNode): string {
  if (node.kind === 'operation') return node.operation ?? node.name
  if (node.kind === 'app' && node.version && node.version !== 'unknown')
    return `${node.app ?? node.name} ${node.version}`
  return node.name
}

/** An alert that fires; one that is pending may never do so. */
function hasAlert({ alerts = [] }: GraphNode): boolean {
  return alerts.some(({ state }) => state === 'firing')
}

/** Outside what was asked for, or what can be known of. */
function isElsewhere({ kind, namespace, flags }: GraphNode): boolean {
  const isPlaced = kind !== 'unknown' && namespace !== 'unknown'
  return flags.some(
    (flag) => flag === 'outside' || flag === 'restricted' || (flag === 'inaccessible' && isPlaced),
  )
}

/** What is worth a mark: idle and outside are told by the node's own look. */
export function listBadges(node: GraphNode): readonly BadgeId[] {
  // What is unknown or left the mesh is of no namespace, as its own mark says.
  const isPlaced = !(node.kind === 'unknown' || node.namespace === 'unknown')
  const flags = node.flags
    .filter((flag) => flag !== 'idle' && flag !== 'outside')
    .filter((flag) => isPlaced || flag !== 'inaccessible')
  return [
    ...(hasAlert(node) ? (['alert'] as const) : []),
    ...(node.gateway ? (['gateway'] as const) : []),
    ...flags,
  ]
}

function presentFold(fold: Fold, box: string | undefined): PictureNode {
  const { members } = fold
  const isRest = fold.id === `fold|${restFold}`
  const status = findWorst(members.map((node) => node.health.status))
  return {
    id: fold.id,
    kind: isRest ? 'rest' : 'namespace',
    status,
    name: isRest ? String(fold.namespaces) : fold.namespace,
    detail: String(members.length),
    // What fails is told by its state; an alert may speak of what nothing else shows.
    badges: members.some(hasAlert) ? ['alert'] : [],
    quiet: members.every(isElsewhere),
    box,
    weight: members.reduce(
      (sum, node) => sum + (node.in.httpPerSecond ?? 0) + (node.in.grpcPerSecond ?? 0),
      0,
    ),
    errorPercent: undefined,
    alike: members.filter((node) => node.health.status === status).length,
    members: members.map((node) => node.id),
  }
}

/** Views whose nodes are apps; elsewhere a box of an app would only repeat names. */
const appBoxViews: ReadonlySet<TrafficGraph['view']> = new Set(['app', 'versionedApp'])

/** Apps that have more than one node in their namespace: only these need a box of their own. */
function countApps(nodes: readonly GraphNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const node of nodes)
    if (node.app) counts.set(nameAppBox(node), (counts.get(nameAppBox(node)) ?? 0) + 1)
  return counts
}

function nameAppBox(node: GraphNode): string {
  return `box|app|${node.cluster}|${node.namespace}|${node.app}`
}

function placeInBoxes(
  node: GraphNode,
  { boxes: wanted, open }: PictureChoice,
  apps: ReadonlyMap<string, number>,
  boxes: Map<string, PictureBox>,
): string | undefined {
  if (node.namespace === 'unknown') return undefined
  let parent = placeInCluster(node.cluster, wanted, boxes)
  if (wanted.has('namespace')) {
    const id = `box|namespace|${node.cluster}|${node.namespace}`
    const opened = open.has(node.namespace)
    boxes.set(id, { id, kind: 'namespace', name: node.namespace, parent, ...(opened && { opened }) })
    parent = id
  }
  if (wanted.has('app') && node.app && (apps.get(nameAppBox(node)) ?? 0) > 1) {
    const id = nameAppBox(node)
    boxes.set(id, { id, kind: 'app', name: node.app, parent })
    parent = id
  }
  return parent
}

function placeFold(fold: Fold, wanted: ReadonlySet<BoxKind>, boxes: Map<string, PictureBox>) {
  return fold.cluster === '' ? undefined : placeInCluster(fold.cluster, wanted, boxes)
}

function placeInCluster(
  cluster: string,
  wanted: ReadonlySet<BoxKind>,
  boxes: Map<string, PictureBox>,
): string | undefined {
  if (!wanted.has('cluster') || cluster === 'unknown' || cluster === '') return undefined
  const id = `box|cluster|${cluster}`
  boxes.set(id, { id, kind: 'cluster', name: cluster, parent: undefined })
  return id
}

function gatherEdges(edges: readonly GraphEdge[], foldOf: ReadonlyMap<string, string>): PictureEdge[] {
  const gathered = new Map<string, { source: string; target: string; members: GraphEdge[] }>()
  for (const edge of edges) {
    const source = foldOf.get(edge.source) ?? edge.source
    const target = foldOf.get(edge.target) ?? edge.target
    const folded = source !== edge.source || target !== edge.target
    if (folded && source === target) continue
    const id = folded ? `fold-edge|${source}>${target}` : edge.id
    const known = gathered.get(id)
    if (known) known.members.push(edge)
    else gathered.set(id, { source, target, members: [edge] })
  }
  return [...gathered].map(([id, { source, target, members }]) => presentEdge(id, source, target, members))
}

function presentEdge(id: string, source: string, target: string, members: readonly GraphEdge[]): PictureEdge {
  const protocols = new Set(members.map((edge) => edge.protocol))
  const [protocol = 'http'] = protocols
  return {
    id,
    source,
    target,
    protocol: protocols.size > 1 ? 'mixed' : protocol,
    status: findWorst(members.map((edge) => edge.health)),
    idle: members.every((edge) => edge.idle),
    flow: sumEdges(members),
    refused: members.some(isRefused),
    members: members.map((edge) => edge.id),
  }
}

/** Envoy's response flags UO (upstream overflow) and UH (no healthy upstream host): access log documentation. */
const refusalFlags: ReadonlySet<string> = new Set(['UO', 'UH'])

function isRefused({ responses }: GraphEdge): boolean {
  return responses.some(
    ({ flags, percent }) => percent > 0 && flags.split(',').some((flag) => refusalFlags.has(flag)),
  )
}
