import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloads, listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import { parseNodeId } from '#server/mesh/traces/parse-node-id.ts'
import type { Span, SpanPlace, TagValue } from '#server/mesh/traces/types.ts'

export type PlaceSpan = (span: Span) => SpanPlace

const podIndexes = new WeakMap<readonly Workload[], ReadonlyMap<string, Workload>>()

/**
 * Tells where in the mesh a span was made: by `node_id`, which names the pod; by what OpenTelemetry says of the process;
 * by `istio.canonical_service` and `istio.namespace`; else by the service's name, Istio's default being `app.namespace`
 * (ProxyConfig.tracingServiceName). A pod that is gone leads to the workload whose name its own begins with.
 */
export function createSpanPlacer(snapshot: MeshSnapshot, labels: WorkloadLabels): PlaceSpan {
  const pods = indexPods(listWorkloads(snapshot, labels))
  const ofNamespace = (namespace: string) => listWorkloadsOfNamespace(snapshot, namespace, labels)
  const placePod = (namespace: string, pod: string, by: 'node' | 'resource'): SpanPlace => {
    const workload = pods.get(`${namespace}/${pod}`) ?? guessOwner(ofNamespace(namespace), pod)
    return { namespace, pod, ...nameWorkload(workload), by }
  }
  return (span) => {
    const node = parseNodeId(readText(span.tags, 'node_id'))
    if (node) {
      const place = placePod(node.namespace, node.pod, 'node')
      return place.workload ? place : { ...nameCanonical(span), ...place }
    }
    const namespace = readText(span.resource, 'k8s.namespace.name')
    const pod = readText(span.resource, 'k8s.pod.name')
    if (namespace && pod) return placePod(namespace, pod, 'resource')
    const canonical = placeCanonical(span, ofNamespace)
    if (canonical) return canonical
    const [app, named] = splitService(span.service)
    const known = named || namespace
    if (!known) return { by: 'none', ...(span.service ? { app: span.service } : {}) }
    const found = findByApp(ofNamespace(known), app, '')
    return { namespace: known, app, ...nameWorkload(found), by: namespace && !named ? 'resource' : 'service' }
  }
}

function indexPods(workloads: readonly Workload[]): ReadonlyMap<string, Workload> {
  const known = podIndexes.get(workloads)
  if (known) return known
  const index = new Map<string, Workload>()
  for (const workload of workloads)
    for (const { metadata } of workload.pods) index.set(`${workload.namespace}/${metadata.name}`, workload)
  podIndexes.set(workloads, index)
  return index
}

/** The longest name wins: of `reviews` and `reviews-v1` the pod `reviews-v1-…` is of the second. */
function guessOwner(workloads: readonly Workload[], pod: string): Workload | undefined {
  return workloads
    .filter(({ name }) => pod.startsWith(`${name}-`))
    .reduce<Workload | undefined>(
      (best, one) => (best && best.name.length >= one.name.length ? best : one),
      undefined,
    )
}

function nameWorkload(workload: Workload | undefined): Pick<SpanPlace, 'workload' | 'kind' | 'app'> {
  if (!workload) return {}
  const { name, kind, app } = workload
  return { workload: name, kind, ...(app === undefined ? {} : { app }) }
}

function nameCanonical(span: Span): Pick<SpanPlace, 'app'> {
  const app = readText(span.tags, 'istio.canonical_service')
  return app ? { app } : {}
}

function placeCanonical(
  span: Span,
  ofNamespace: (namespace: string) => readonly Workload[],
): SpanPlace | undefined {
  const namespace = readText(span.tags, 'istio.namespace')
  if (!namespace) return undefined
  const app = readText(span.tags, 'istio.canonical_service') || splitService(span.service)[0]
  const found = findByApp(ofNamespace(namespace), app, readText(span.tags, 'istio.canonical_revision'))
  return { namespace, ...(app ? { app } : {}), ...nameWorkload(found), by: 'canonical' }
}

/** The one workload of an application, or the one of this version where it has several. */
function findByApp(workloads: readonly Workload[], app: string, version: string): Workload | undefined {
  const all = workloads.filter((workload) => (workload.app ?? workload.name) === app)
  return all.length === 1 ? all[0] : all.find((workload) => version !== '' && workload.version === version)
}

/** `reviews.bookinfo` → app and namespace; a name without a dot has no namespace. */
function splitService(service: string): readonly [app: string, namespace: string] {
  const dot = service.lastIndexOf('.')
  return dot <= 0 ? [service, ''] : [service.slice(0, dot), service.slice(dot + 1)]
}

function readText(tags: Readonly<Record<string, TagValue>>, name: string): string {
  const value = tags[name]
  return value === undefined ? '' : String(value)
}
