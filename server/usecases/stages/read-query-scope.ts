import type { Config } from '#server/config/schema.ts'
import type { LabelMatcher } from '#server/mesh/promql/expression.ts'

/** What narrows every selector: the labels that tell this mesh's series from others' in a store that many share. */
export function readQueryScope({
  VARDIA_PROMETHEUS_QUERY_SCOPE: labels = {},
}: Pick<Config, 'VARDIA_PROMETHEUS_QUERY_SCOPE'>): readonly LabelMatcher[] {
  return Object.entries(labels).map(([label, value]) => ({ label, operator: '=', value }))
}
