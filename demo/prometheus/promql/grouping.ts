import { buildLabelSet, type LabelSet, type Metric, NO_LABELS } from '#demo/prometheus/promql/labels.ts'

/**
 * Numbers the groups that metrics fall into by some of their labels: `by`/`on` keep the listed labels,
 * `without`/`ignoring` all but them and `__name__`. The work of a LabelSet is done once however many series share it.
 */
export class Grouping {
  readonly metrics: Metric[] = []
  readonly #keep: boolean
  readonly #labels: ReadonlySet<string>
  readonly #keepsLe: boolean
  readonly #keepsName: boolean
  readonly #picks = new Map<readonly string[], readonly number[]>()
  readonly #pickedNames = new Map<readonly string[], readonly string[]>()
  readonly #extras = new Map<string, number>()
  readonly #rows = new Map<LabelSet, number[]>()
  readonly #groups = new Map<string, number>()
  #lastLabels: LabelSet | undefined
  #lastRow: number[] = []

  constructor(keep: boolean, labels: readonly string[]) {
    this.#keep = keep
    this.#labels = new Set(labels)
    this.#keepsLe = this.#labels.has('le') === keep
    this.#keepsName = keep && this.#labels.has('__name__')
  }

  /** The number of the metric's group: from 0, in order of first appearance. */
  groupOf(metric: Metric): number {
    const le = this.#keepsLe ? metric.le : ''
    const extra = this.#numberExtra(this.#keepsName ? `${le}\xfd${metric.name}` : le)
    if (metric.labels !== this.#lastLabels) {
      this.#lastLabels = metric.labels
      let row = this.#rows.get(metric.labels)
      if (!row) {
        row = []
        this.#rows.set(metric.labels, row)
      }
      this.#lastRow = row
    }
    const known = this.#lastRow[extra]
    if (known !== undefined && known >= 0) return known
    const group = this.#addGroup(metric.labels, extra, le, this.#keepsName ? metric.name : '')
    while (this.#lastRow.length < extra) this.#lastRow.push(-1)
    this.#lastRow[extra] = group
    return group
  }

  #numberExtra(extra: string): number {
    const known = this.#extras.get(extra)
    if (known !== undefined) return known
    this.#extras.set(extra, this.#extras.size)
    return this.#extras.size - 1
  }

  #addGroup(labels: LabelSet, extra: number, le: string, name: string): number {
    const values = this.#pick(labels.names).map((at) => labels.values[at] ?? '')
    const names = this.#pickedNames.get(labels.names) ?? []
    const key = `${extra}\xfe${names.join('\xff')}\xfe${values.join('\xff')}`
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    this.#groups.set(key, this.metrics.length)
    this.metrics.push({ labels: names.length === 0 ? NO_LABELS : buildLabelSet(names, values), name, le })
    return this.metrics.length - 1
  }

  #pick(names: readonly string[]): readonly number[] {
    const known = this.#picks.get(names)
    if (known) return known
    const picks = [...names.keys()].filter((at) => this.#labels.has(names[at] ?? '') === this.#keep)
    this.#picks.set(names, picks)
    this.#pickedNames.set(
      names,
      picks.map((at) => names[at] ?? ''),
    )
    return picks
  }
}
