import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import type { GraphNode, TrafficGraph } from '#server/mesh/graph/types.ts'

/** An alert of Prometheus that fires or is about to. */
export interface Alert {
  readonly name: string
  readonly state: 'firing' | 'pending'
  readonly labels: Readonly<Record<string, string>>
  readonly sinceMs?: number
  readonly summary?: string
}

/** More on one node than anybody reads. */
const mostOfNode = 20

/** Labels that name a workload's namespace and name together, the one that is meant most first. */
const workloadLabels = [
  ['destination_workload_namespace', 'destination_workload'],
  ['source_workload_namespace', 'source_workload'],
] as const

/** What kube-state-metrics and rule authors call a workload beside `namespace`. */
const ownerLabels = ['workload', 'deployment', 'statefulset', 'daemonset', 'job_name', 'cronjob'] as const

/**
 * Puts alerts on the nodes that their labels name. Of an alert the first of these counts:
 *
 * 1. the workload that was called, `destination_workload(_namespace)`; the service that was,
 *    `destination_service_name(space)` or the host in `destination_service`; the caller, `source_workload(_namespace)`
 *    (istio.io/docs/reference/config/metrics, "Labels");
 * 2. in `exported_namespace`, else `namespace`: a `pod`; a `workload`, `deployment`, … ; an `app`; a `service`. What was
 *    scraped is prefixed `exported_` where the scrape itself has such a label (prometheus.io/docs, honor_labels), so that
 *    prefix wins. A `service` is last, for next to others it is the exporter's own.
 *
 * An alert of a namespace alone, or of none, is no node's. A service that is no node is told of the workloads behind it. An
 * alert that names a namespace which the viewer may not see is not told at all. Declares `alerts`.
 */
export const matchAlerts: Enrich = (graph, facts) => {
  const alerts = (facts.alerts ?? []).filter((alert) => mayTell(alert, facts))
  if (alerts.length === 0) return graph
  const index = indexNodes(graph)
  for (const alert of alerts) {
    const key = nameSubject(alert.labels)
    for (const node of key ? (index.get(key) ?? []) : []) {
      node.alerts ??= []
      if (node.alerts.length < mostOfNode) node.alerts.push(alert)
    }
  }
  return graph
}

function mayTell({ labels }: Alert, { isVisible }: GraphFacts): boolean {
  if (!isVisible) return true
  const named = Object.entries(labels).filter(([label]) => label.endsWith('namespace'))
  return named.every(([, namespace]) => isVisible(namespace))
}

/** The key of what an alert is about, as `indexNodes` writes it: a kind, a space, namespace/name. */
export function nameSubject(labels: Alert['labels']): string | undefined {
  const [called, caller] = workloadLabels.map(([namespace, name]) => {
    const of = labels[namespace]
    return of && labels[name] ? `workload ${of}/${labels[name]}` : undefined
  })
  return called ?? nameService(labels) ?? caller ?? nameInNamespace(labels)
}

function nameService(labels: Alert['labels']): string | undefined {
  const { destination_service_name: name, destination_service_namespace: namespace } = labels
  if (name && namespace) return `service ${namespace}/${name}`
  const [host, of, svc] = labels['destination_service']?.split('.', 3) ?? []
  return host && of && svc === 'svc' ? `service ${of}/${host}` : undefined
}

function nameInNamespace(labels: Alert['labels']): string | undefined {
  const read = (label: string): string | undefined => labels[`exported_${label}`] ?? labels[label]
  const namespace = read('namespace')
  if (!namespace) return undefined
  const pod = read('pod')
  if (pod) return `pod ${namespace}/${pod}`
  const owner = ownerLabels.map(read).find(Boolean)
  if (owner) return `workload ${namespace}/${owner}`
  const app = read('app')
  if (app) return `app ${namespace}/${app}`
  const service = read('service')
  return service ? `service ${namespace}/${service}` : undefined
}

function indexNodes(graph: TrafficGraph): ReadonlyMap<string, ReadonlySet<GraphNode>> {
  const index = new Map<string, Set<GraphNode>>()
  const add = (key: string, node: GraphNode): void => {
    const known = index.get(key)
    if (known) known.add(node)
    else index.set(key, new Set([node]))
  }
  for (const node of graph.nodes.values()) {
    const { kind, namespace, workload, app, service } = node
    if (kind === 'service' && service) add(`service ${namespace}/${service}`, node)
    if (kind !== 'workload' && kind !== 'app') continue
    if (workload) add(`workload ${namespace}/${workload}`, node)
    if (app) add(`app ${namespace}/${app}`, node)
    for (const { name, pods } of node.behind ?? []) {
      add(`workload ${namespace}/${name}`, node)
      for (const { metadata } of pods) add(`pod ${namespace}/${metadata.name}`, node)
    }
  }
  for (const node of graph.nodes.values()) {
    if (node.kind === 'service') continue
    for (const service of node.services) if (!index.has(`service ${service}`)) add(`behind ${service}`, node)
  }
  for (const [key, nodes] of [...index])
    if (key.startsWith('behind ')) index.set(key.replace('behind', 'service'), nodes)
  return index
}
