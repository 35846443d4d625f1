import type { Aggregate } from '#demo/prometheus/promql/ast.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { formatValue } from '#demo/prometheus/promql/format-value.ts'
import { Grouping } from '#demo/prometheus/promql/grouping.ts'
import { compareNanFirst, computeQuantile, Deviation, KahanSum } from '#demo/prometheus/promql/kahan.ts'
import { changeLabels, type Metric, metricKey } from '#demo/prometheus/promql/labels.ts'
import { pickGreater, pickLesser } from '#demo/prometheus/promql/range-functions.ts'
import type { Sample, Sink } from '#demo/prometheus/promql/values.ts'

interface Accumulator {
  add(value: number): void
  readonly value: number
}

class Counter implements Accumulator {
  value = 0
  add(): void {
    this.value += 1
  }
}

class Mean implements Accumulator {
  readonly #sum = new KahanSum()
  #count = 0
  add(value: number): void {
    this.#sum.add(value)
    this.#count += 1
  }
  get value(): number {
    return this.#sum.value / this.#count
  }
}

class Chosen implements Accumulator {
  value = Number.NaN
  readonly #pick: (current: number, value: number) => number
  constructor(pick: (current: number, value: number) => number) {
    this.#pick = pick
  }
  add(value: number): void {
    this.value = this.#pick(this.value, value)
  }
}

class Spread implements Accumulator {
  readonly #deviation = new Deviation()
  readonly #squared: boolean
  constructor(squared: boolean) {
    this.#squared = squared
  }
  add(value: number): void {
    this.#deviation.add(value)
  }
  get value(): number {
    return this.#squared ? this.#deviation.variance : Math.sqrt(this.#deviation.variance)
  }
}

class Quantile implements Accumulator {
  readonly #values: number[] = []
  readonly #q: number
  constructor(q: number) {
    this.#q = q
  }
  add(value: number): void {
    this.#values.push(value)
  }
  get value(): number {
    return computeQuantile(this.#q, this.#values)
  }
}

function createAccumulator(op: string, parameter: number): Accumulator {
  switch (op) {
    case 'sum':
      return new KahanSum()
    case 'avg':
      return new Mean()
    case 'count':
      return new Counter()
    case 'group':
      return { add: () => undefined, value: 1 }
    case 'max':
      return new Chosen(pickGreater)
    case 'min':
      return new Chosen(pickLesser)
    case 'stddev':
      return new Spread(false)
    case 'stdvar':
      return new Spread(true)
    default:
      return new Quantile(parameter)
  }
}

/**
 * Folds what `emit` sends into one value per group, in order of first appearance; topk and bottomk keep their
 * elements, best first. `parameter` is the number or, for count_values, the label.
 */
export function aggregate(
  { op, by, labels }: Aggregate,
  parameter: number | string,
  emit: (sink: Sink) => void,
): Sample[] {
  const grouping = new Grouping(by, labels)
  if (op === 'topk' || op === 'bottomk') return pickBest(op, readCount(Number(parameter)), grouping, emit)
  if (op === 'count_values') return countValues(String(parameter), grouping, emit)
  const groups: Accumulator[] = []
  const phi = Number(parameter)
  emit((metric, value) => {
    const group = grouping.groupOf(metric)
    let accumulator = groups[group]
    if (!accumulator) {
      accumulator = createAccumulator(op, phi)
      groups[group] = accumulator
    }
    accumulator.add(value)
  })
  return grouping.metrics.map(({ labels, name, le }, group) => ({
    labels,
    name,
    le,
    value: groups[group]?.value ?? Number.NaN,
  }))
}

function readCount(k: number): number {
  if (Number.isNaN(k) || Math.abs(k) >= 2 ** 63) {
    throw new PromqlError('execution', `Scalar value ${formatValue(k)} overflows int64`)
  }
  return Math.trunc(k)
}

function pickBest(op: string, count: number, grouping: Grouping, emit: (sink: Sink) => void): Sample[] {
  const groups: Sample[][] = []
  emit(({ labels, name, le }: Metric, value) => {
    const group = grouping.groupOf({ labels, name, le })
    const members = groups[group] ?? []
    groups[group] = members
    members.push({ labels, name, le, value })
  })
  if (count < 1) return []
  return groups.flatMap((members) =>
    members.sort(op === 'topk' ? compareDescending : compareAscending).slice(0, count),
  )
}

/** NaN is worse than any number, whichever end is wanted. */
export function compareDescending(a: Sample, b: Sample): number {
  return compareNanFirst(b.value, a.value)
}

export function compareAscending(a: Sample, b: Sample): number {
  if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1
  return Number.isNaN(b.value) ? -1 : a.value - b.value
}

function countValues(label: string, grouping: Grouping, emit: (sink: Sink) => void): Sample[] {
  if (!/^[A-Za-z_]\w*$/.test(label))
    throw new PromqlError('execution', `invalid label name ${JSON.stringify(label)}`)
  const counts = new Map<string, { metric: Metric; count: number }>()
  emit((metric, value) => {
    const group = grouping.metrics[grouping.groupOf(metric)]
    if (!group) return
    const counted = changeLabels(group, { [label]: formatValue(value) })
    const key = metricKey(counted)
    const known = counts.get(key)
    if (known) known.count += 1
    else counts.set(key, { metric: counted, count: 1 })
  })
  return [...counts.values()].map(({ metric, count }) => ({ ...metric, value: count }))
}
