import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { type GraphNode, unknown } from '#server/mesh/graph/types.ts'
import { findWorkload, listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'

/**
 * Tells of each node what the cluster's objects know: `workloadKind`, `mode`, `labels`, a version that telemetry could
 * not name, and the flags `dead`, `outOfMesh` (no pod has a proxy and none is a gateway; Kiali: mesh_check.go) and
 * `workloadEntry`. Services get their own labels and their `app`.
 */
export const describeWorkloads: Enrich = (graph, facts) => {
  const entries = indexWorkloadEntries(facts)
  const byApp = indexApps(facts)
  for (const node of graph.nodes.values()) {
    if (node.cluster !== facts.snapshot.cluster || node.namespace === unknown) continue
    if (node.kind === 'service') describeService(node, facts)
    if (node.kind !== 'workload' && node.kind !== 'app') continue
    const workloads = listBehind(node, byApp, facts)
    node.behind = workloads
    describe(node, workloads, facts)
    const machine = entries.has(`${node.namespace}|${node.app ?? ''}|${node.version ?? ''}`)
    if (machine || workloads.some(({ kind }) => isMachine(kind))) node.flags.add('workloadEntry')
  }
  return graph
}

/** One workload, or in the app view all that carry the app's name. */
function listBehind(node: GraphNode, byApp: AppIndex, { snapshot, labels }: GraphFacts): readonly Workload[] {
  if (!node.workload) return byApp.get(`${node.namespace}|${node.app ?? ''}`) ?? []
  const workload = findWorkload(snapshot, node.namespace, node.workload, labels)
  return workload ? [workload] : []
}

type AppIndex = ReadonlyMap<string, readonly Workload[]>

function indexApps({ snapshot, labels, view }: GraphFacts): AppIndex {
  if (view !== 'app') return new Map()
  return Map.groupBy(
    listWorkloads(snapshot, labels),
    ({ namespace, app, name }) => `${namespace}|${app ?? name}`,
  )
}

function describe(node: GraphNode, workloads: readonly Workload[], { snapshot }: GraphFacts): void {
  const [only, ...others] = workloads
  if (only && others.length === 0 && node.workload) {
    node.workloadKind = only.kind
    node.labels = only.labels
    if (!node.version && only.version) node.version = only.version
  }
  const modes = new Set(workloads.map(({ mode }) => mode))
  const [mode] = modes
  if (mode) node.mode = modes.size === 1 ? mode : 'mixed'
  const isThere = workloads.some(({ kind, pods }) => pods.length > 0 || isMachine(kind))
  if (!isThere && snapshot.find('Namespace', '', node.namespace)) node.flags.add('dead')
  // A control plane's own workloads need no proxy to be part of the mesh.
  if (isThere && node.namespace !== snapshot.rootNamespace && workloads.some(isOutOfMesh))
    node.flags.add('outOfMesh')
}

function isMachine(kind: string): boolean {
  return kind === 'WorkloadEntry' || kind === 'WorkloadGroup'
}

function isOutOfMesh({ mode, role, pods }: Workload): boolean {
  return mode === 'none' && role === 'application' && pods.length > 0
}

function describeService(node: GraphNode, { snapshot, labels }: GraphFacts): void {
  const service = node.service ? snapshot.find('Service', node.namespace, node.service) : undefined
  if (!service || node.serviceEntry) return
  node.labels = service.metadata.labels
  const name = labels.app.find((label) => service.metadata.labels[label])
  const app = name ? service.metadata.labels[name] : undefined
  if (app) node.app = app
}

/** Virtual machines by namespace, app and version, which is how telemetry names them (Kiali: workload_entry.go). */
function indexWorkloadEntries({ snapshot, labels }: GraphFacts): ReadonlySet<string> {
  const read = (names: readonly string[], of: Readonly<Record<string, string>>): string =>
    names.map((name) => of[name]).find(Boolean) ?? ''
  return new Set(
    snapshot
      .all('WorkloadEntry')
      .filter(({ spec }) => Object.keys(spec.labels ?? {}).length > 0)
      .map(({ metadata, spec }) => {
        const of = spec.labels ?? {}
        return `${metadata.namespace}|${read(labels.app, of)}|${read(labels.version, of)}`
      }),
  )
}
