import { buildLabelSet, type LabelSet, type Metric } from '#demo/prometheus/promql/labels.ts'

/** The label set that several projected to, and the group of each `le` (and name) beside it; -1 where there is none yet. */
interface Row {
  readonly labels: LabelSet
  readonly groups: number[]
}

/**
 * Numbers the groups that metrics fall into by some of their labels: `by`/`on` keep the listed labels,
 * `without`/`ignoring` all but them and `__name__`. The work of a LabelSet is done once however many series share it,
 * and the groups' metrics share their sets in turn.
 */
export class Grouping {
  readonly metrics: Metric[] = []
  readonly #keep: boolean
  readonly #labels: ReadonlySet<string>
  readonly #keepsLe: boolean
  readonly #keepsName: boolean
  readonly #picks = new Map<readonly string[], readonly number[]>()
  readonly #extras = new Map<string, number>()
  readonly #rows = new Map<LabelSet, Row>()
  readonly #rowsByKey = new Map<string, Row>()
  #lastLabels: LabelSet | undefined
  #lastRow: Row | undefined

  constructor(keep: boolean, labels: readonly string[]) {
    this.#keep = keep
    this.#labels = new Set(labels)
    this.#keepsLe = this.#labels.has('le') === keep
    this.#keepsName = keep && this.#labels.has('__name__')
  }

  /** The number of the metric's group: from 0, in order of first appearance. */
  groupOf(metric: Metric): number {
    const row = this.#findRow(metric.labels)
    const le = this.#keepsLe ? metric.le : ''
    const extra = this.#numberExtra(this.#keepsName ? `${le}\xfd${metric.name}` : le)
    const known = row.groups[extra]
    if (known !== undefined && known >= 0) return known
    while (row.groups.length < extra) row.groups.push(-1)
    row.groups[extra] = this.metrics.length
    this.metrics.push({ labels: row.labels, name: this.#keepsName ? metric.name : '', le })
    return this.metrics.length - 1
  }

  #numberExtra(extra: string): number {
    const known = this.#extras.get(extra)
    if (known !== undefined) return known
    this.#extras.set(extra, this.#extras.size)
    return this.#extras.size - 1
  }

  #findRow(labels: LabelSet): Row {
    if (labels === this.#lastLabels && this.#lastRow) return this.#lastRow
    const row = this.#rows.get(labels) ?? this.#addRow(labels)
    this.#lastLabels = labels
    this.#lastRow = row
    return row
  }

  #addRow(labels: LabelSet): Row {
    const projected = this.#project(labels)
    const row = this.#rowsByKey.get(projected.key) ?? { labels: projected, groups: [] }
    this.#rowsByKey.set(projected.key, row)
    this.#rows.set(labels, row)
    return row
  }

  #project(labels: LabelSet): LabelSet {
    const picks = this.#pick(labels.names)
    if (picks.length === labels.names.length) return labels
    return buildLabelSet(
      picks.map((at) => labels.names[at] ?? ''),
      picks.map((at) => labels.values[at] ?? ''),
    )
  }

  #pick(names: readonly string[]): readonly number[] {
    const known = this.#picks.get(names)
    if (known) return known
    const picks = [...names.keys()].filter((at) => this.#labels.has(names[at] ?? '') === this.#keep)
    this.#picks.set(names, picks)
    return picks
  }
}
