import { escapeRegex, type LabelMatcher, matchAny } from '#server/mesh/promql/expression.ts'

/** A node as telemetry names it; `server/mesh/graph/around.ts` says which of its series count. */
export interface NodeScope {
  readonly kind: 'workload' | 'app' | 'service' | 'operation'
  readonly namespace: string
  readonly name: string
  /** What telemetry calls a ServiceEntry. */
  readonly entry?: { readonly hosts: readonly string[] }
}

/**
 * The series that touch a node, as sets of matchers to be joined by `or`: what it sends, what it receives. A call of a node
 * to itself is in both sets with one value, of which `or` keeps one. Versions and clusters are told apart afterwards, so
 * that what is measured without regard to them is whole.
 */
export function scopeToNode({ kind, namespace, name, entry }: NodeScope): readonly LabelMatcher[][] {
  const is = (label: string, value: string): LabelMatcher => ({ label, operator: '=', value })
  if (kind === 'workload' || kind === 'app') {
    const of = kind === 'workload' ? 'workload' : 'canonical_service'
    const inNamespace = (label: string): LabelMatcher[] => [
      is(label, namespace),
      is(`destination_${of}`, name),
    ]
    return [
      [is('source_workload_namespace', namespace), is(`source_${of}`, name)],
      inNamespace('destination_workload_namespace'),
      [is('destination_workload_namespace', 'unknown'), ...inNamespace('destination_service_namespace')],
    ]
  }
  if (kind === 'operation')
    return [[is('destination_service_namespace', namespace), is('request_operation', name)]]
  if (entry) return [[matchAny('destination_service_name', entry.hosts)]]
  const host = `${escapeRegex(name)}\\.${escapeRegex(namespace)}\\..*`
  return [[{ label: 'destination_service', operator: '=~', value: host }]]
}
