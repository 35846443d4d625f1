import { escapeRegex, type LabelMatcher, matchAny } from '#server/mesh/promql/expression.ts'

/**
 * A longer list is not written into queries: an alternation of hundreds of names costs Prometheus more than the series
 * it spares, and no URL holds thousands. The answer is filtered after it arrives in any case.
 */
export const longestNamespaceList = 64

/** What narrows a selector to chosen namespaces by one label: nothing for all of them, or for more than are written. */
export function narrowToNamespaces(
  label: string,
  namespaces: readonly string[] | undefined,
): readonly LabelMatcher[] {
  return namespaces && namespaces.length <= longestNamespaceList ? [matchAny(label, namespaces)] : []
}

/**
 * The series that touch one of the namespaces, as sets of matchers that share no series, so that their results are
 * joined by `or` without a series counting twice: called from there; else ending there; else, where nothing answered,
 * meant for a service there (`destination_service` is then all that names it).
 *
 * @param namespaces undefined asks for all
 */
export function scopeToNamespaces(namespaces: readonly string[] | undefined): readonly LabelMatcher[][] {
  if (!namespaces || namespaces.length > longestNamespaceList) return [[]]
  const elsewhere = matchAny('source_workload_namespace', namespaces, true)
  return [
    [matchAny('source_workload_namespace', namespaces)],
    [elsewhere, matchAny('destination_workload_namespace', namespaces)],
    [
      elsewhere,
      { label: 'destination_workload_namespace', operator: '=', value: 'unknown' },
      {
        label: 'destination_service',
        operator: '=~',
        value: `.+\\.(${namespaces.map(escapeRegex).join('|')})\\..+`,
      },
    ],
  ]
}
