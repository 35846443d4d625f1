import type { MetricSeries } from '#contract/metrics.ts'

/** Words that a line's name is made of, by key of `metrics.line`. */
type Word = (key: 'withheld' | 'unknown' | 'noAnswer' | NonNullable<MetricSeries['statistic']>) => string

/** Labels that say the namespace of the others, which stands before those. */
const namespaceOf: Readonly<Record<string, string>> = {
  source_workload: 'source_workload_namespace',
  source_canonical_service: 'source_workload_namespace',
  destination_workload: 'destination_workload_namespace',
  destination_canonical_service: 'destination_workload_namespace',
}

/**
 * What a line is called: its labels' values in the order that they were asked in, workloads with their namespace, then
 * what of them it tells. '' for the one line of a chart that is not split.
 */
export function nameLine(
  { labels, statistic, withheld }: MetricSeries,
  groupBy: readonly string[],
  word: Word,
): string {
  const code = labels['code']
  const parts = groupBy.map((label) => {
    const value = labels[label]
    const namespace = labels[namespaceOf[label] ?? '']
    if (value === undefined || value === '') return '–'
    if (value === 'unknown') return word('unknown')
    return namespace && namespace !== 'unknown' ? `${namespace}/${value}` : value
  })
  return [
    ...(code === undefined ? [] : [code === '-' ? word('noAnswer') : code]),
    ...(withheld ? [word('withheld')] : parts),
    ...(statistic === undefined ? [] : [word(statistic)]),
  ].join(' · ')
}

/** The last value and the highest; undefined of a line that measured nothing then. */
export function sumUp(values: readonly (number | null)[]): {
  readonly now: number | undefined
  readonly most: number | undefined
} {
  const known = values.filter((value) => value !== null)
  return { now: values.at(-1) ?? undefined, most: known.length > 0 ? Math.max(...known) : undefined }
}
