/**
 * The labels of a series except `__name__` and `le`, sorted by name. The many series of one stream of requests (its
 * counters and all buckets of its histograms) share one LabelSet, and sets of one shape share one `names` array: that
 * sharing is what lets a mesh of thousands of workloads be asked without an index per series.
 */
export class LabelSet {
  readonly names: readonly string[]
  readonly values: readonly string[]
  #key: string | undefined

  constructor(names: readonly string[], values: readonly string[]) {
    this.names = names
    this.values = values
  }

  /** Equal for equal contents, whatever object holds them. */
  get key(): string {
    this.#key ??= `${this.names.join('\xff')}\xfe${this.values.join('\xff')}`
    return this.#key
  }

  get(label: string): string {
    const at = this.names.indexOf(label)
    return at < 0 ? '' : (this.values[at] ?? '')
  }
}

/** The identity of a series; '' stands for an absent `__name__` or `le`, as Prometheus holds that an empty label is none. */
export interface Metric {
  readonly labels: LabelSet
  readonly name: string
  readonly le: string
}

export const NO_LABELS = new LabelSet([], [])

const shapes = new Map<string, readonly string[]>()

/** Builds a metric from label pairs; empty values are dropped, names sorted by code unit as Go compares bytes. */
export function buildMetric(pairs: Readonly<Record<string, string>>): Metric {
  const entries = Object.entries(pairs).filter(
    ([name, value]) => value !== '' && name !== '__name__' && name !== 'le',
  )
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const labels = buildLabelSet(
    entries.map(([name]) => name),
    entries.map(([, value]) => value),
  )
  return { labels, name: pairs['__name__'] ?? '', le: pairs['le'] ?? '' }
}

/** `names` must be sorted and without `__name__` and `le`; equal lists of names become one array. */
export function buildLabelSet(names: readonly string[], values: readonly string[]): LabelSet {
  if (names.length === 0) return NO_LABELS
  const shapeKey = names.join('\xff')
  const shape = shapes.get(shapeKey) ?? names
  shapes.set(shapeKey, shape)
  return new LabelSet(shape, values)
}

export function readLabel(metric: Metric, label: string): string {
  if (label === '__name__') return metric.name
  if (label === 'le') return metric.le
  return metric.labels.get(label)
}

/** Pairs sorted by name, `__name__` and `le` included. */
export function listPairs(metric: Metric): [string, string][] {
  const pairs: [string, string][] = metric.labels.names.map((name, at) => [
    name,
    metric.labels.values[at] ?? '',
  ])
  if (metric.name === '' && metric.le === '') return pairs
  if (metric.name !== '') pairs.push(['__name__', metric.name])
  if (metric.le !== '') pairs.push(['le', metric.le])
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1))
}

export function presentMetric(metric: Metric): Record<string, string> {
  return Object.fromEntries(listPairs(metric))
}

/** A string that is equal exactly when all labels are. */
export function metricKey(metric: Metric): string {
  return metric.name === '' && metric.le === ''
    ? metric.labels.key
    : `${metric.labels.key}\xfd${metric.name}\xfd${metric.le}`
}

/** `{a="b", c="d"}` or `name{…}`, as Prometheus prints label sets in its errors. */
export function formatLabels(metric: Metric): string {
  return `{${listPairs(metric)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}

/** The same metric with some labels set; '' removes one. */
export function changeLabels(metric: Metric, changes: Readonly<Record<string, string>>): Metric {
  return buildMetric({ ...presentMetric(metric), ...changes })
}
