import {
  type IsVisible,
  mayNameHost,
  mayNamePrincipal,
} from '#server/mesh/graph/enrich/withhold-restricted.ts'
import { isKnown } from '#server/mesh/graph/types.ts'

type Labels = Readonly<Record<string, string>>

const namespaceLabels = [
  'source_workload_namespace',
  'destination_workload_namespace',
  'destination_service_namespace',
] as const

/**
 * The labels to sum by when a chart is split by others: those, and with each the namespace of what it names, for "cart"
 * may be two workloads, and who may not look into a namespace learns no name from there.
 */
export function completeGroupLabels(groupBy: readonly string[]): readonly string[] {
  return [...new Set(groupBy.flatMap((label) => [...listNamespaceLabels(label), label]))]
}

function listNamespaceLabels(label: string): readonly string[] {
  if (label.endsWith('_cluster')) return []
  if (label.startsWith('destination_service')) return ['destination_service_namespace']
  const end = /^(source|destination)_/.exec(label)?.[1]
  return end ? [`${end}_workload_namespace`] : []
}

/** Whether these labels name nothing of a namespace that the viewer may not look into. */
export function mayNameLabels(labels: Labels, isVisible: IsVisible | undefined): boolean {
  if (!isVisible) return true
  return Object.entries(labels).every(([label, value]) => {
    if (!isKnown(value)) return true
    if (namespaceLabels.some((one) => one === label)) return isVisible(value)
    if (label === 'destination_service') return mayNameHost(value, isVisible)
    return label.endsWith('_principal') ? mayNamePrincipal(value, isVisible) : true
  })
}
