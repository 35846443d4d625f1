import type { NamedEdge, NamedNode } from '#server/mesh/graph/parse-id.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { type LabelMatcher, matchAny } from '#server/mesh/promql/expression.ts'

/**
 * The series that one node or edge of a graph is made of, and maybe some more: sets of matchers to be joined by `or`. What
 * is too much makes other nodes and edges, which nobody asked about.
 */
export function scopeToPart(part: NamedNode | NamedEdge, snapshot: MeshSnapshot): readonly LabelMatcher[][] {
  if ('kind' in part) {
    const called = matchCalled(part, snapshot)
    return isCaller(part) ? [matchCaller(part), called] : [called]
  }
  const { source, target } = part
  const called = matchCalled(target, snapshot)
  if (isCaller(source)) return [[...matchCaller(source), ...called]]
  const through = matchCalled(source, snapshot)
  // Between two services stand the workloads of the first.
  const isReduced = source.kind === 'service' && (target.kind === 'service' || target.kind === 'entry')
  return isReduced ? [through, called] : [[...through, ...called]]
}

/** Services and operations call nobody: what leaves them is what enters them. */
function isCaller({ kind }: NamedNode): boolean {
  return kind === 'workload' || kind === 'app' || kind === 'unknown'
}

function matchCaller({ kind, namespace, name }: NamedNode): LabelMatcher[] {
  const label = kind === 'app' ? 'source_canonical_service' : 'source_workload'
  return [is('source_workload_namespace', namespace), is(label, name)]
}

function matchCalled(node: NamedNode, snapshot: MeshSnapshot): LabelMatcher[] {
  const { kind, namespace, name } = node
  if (kind === 'operation') return [is('request_operation', name)]
  if (kind === 'service') return [is('destination_service_name', name)]
  if (kind === 'entry') return [matchAny('destination_service_name', listNames(node, snapshot))]
  const label = kind === 'app' ? 'destination_canonical_service' : 'destination_workload'
  return [matchAny('destination_workload_namespace', [namespace, 'unknown']), is(label, name)]
}

/** An entry's hosts, which is what telemetry calls it, or their first labels (fold-service-entries.ts). */
function listNames({ name, entryNamespace = '' }: NamedNode, snapshot: MeshSnapshot): readonly string[] {
  const hosts = snapshot.find('ServiceEntry', entryNamespace, name)?.spec.hosts ?? []
  return hosts.flatMap((host) => [host, host.split('.', 1)[0] ?? host])
}

function is(label: string, value: string): LabelMatcher {
  return { label, operator: '=', value }
}
