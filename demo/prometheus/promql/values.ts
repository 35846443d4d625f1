import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { type Metric, metricKey } from '#demo/prometheus/promql/labels.ts'

/** One element of an instant vector. */
export interface Sample extends Metric {
  readonly value: number
}

export type Sink = (metric: Metric, value: number) => void

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | {
      readonly type: 'matrix'
      readonly series: readonly {
        readonly metric: Metric
        readonly points: readonly (readonly [number, number])[]
      }[]
    }

export function withoutName(metric: Metric): Metric {
  return metric.name === '' ? metric : { labels: metric.labels, name: '', le: metric.le }
}

/** Throws as promql's engine does when dropping names or changing labels made two elements the same. */
export function checkDistinct(samples: readonly Metric[]): void {
  const seen = new Set<string>()
  for (const sample of samples) {
    const key = metricKey(sample)
    if (seen.has(key)) {
      throw new PromqlError('execution', 'vector cannot contain metrics with the same labelset')
    }
    seen.add(key)
  }
}

/** Whether dropping the names could make two of these equal: not when they all have one name. */
export function hasMixedNames(samples: readonly Metric[]): boolean {
  const first = samples[0]?.name
  return samples.some(({ name }) => name !== first)
}
