import { type Binary, COMPARISONS, type Matching } from '#demo/prometheus/promql/ast.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { Grouping } from '#demo/prometheus/promql/grouping.ts'
import {
  buildLabelSet,
  changeLabels,
  formatLabels,
  type Metric,
  metricKey,
  readLabel,
} from '#demo/prometheus/promql/labels.ts'
import { type Sample, withoutName } from '#demo/prometheus/promql/values.ts'

/** IEEE arithmetic with Go's math.Pow, where 1 to any power is 1 and so is -1 to an infinite one. */
export function computeArithmetic(op: string, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case 'atan2':
      return Math.atan2(left, right)
    default:
      if (left === 1 || (left === -1 && Math.abs(right) === Number.POSITIVE_INFINITY)) return 1
      return left ** right
  }
}

export function compareNumbers(op: string, left: number, right: number): boolean {
  switch (op) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '>':
      return left > right
    case '<':
      return left < right
    case '>=':
      return left >= right
    default:
      return left <= right
  }
}

/** undefined: a comparison that filters the element out. */
function combine({ op, bool }: Binary, left: number, right: number, kept: number): number | undefined {
  if (!COMPARISONS.has(op)) return computeArithmetic(op, left, right)
  const holds = compareNumbers(op, left, right)
  if (bool) return holds ? 1 : 0
  return holds ? kept : undefined
}

const dropsName = ({ op, bool }: Binary) => bool || !COMPARISONS.has(op)

/** A vector with a number on one side; a filtering comparison keeps the vector's value whichever side it stands. */
export function combineWithScalar(
  binary: Binary,
  samples: readonly Sample[],
  scalar: number,
  scalarIsLeft: boolean,
): Sample[] {
  const result: Sample[] = []
  for (const sample of samples) {
    const [left, right] = scalarIsLeft ? [scalar, sample.value] : [sample.value, scalar]
    const value = combine(binary, left, right, sample.value)
    if (value === undefined) continue
    const { labels, name, le } = dropsName(binary) ? withoutName(sample) : sample
    result.push({ labels, name, le, value })
  }
  return result
}

function createSignatures({ on, labels }: Matching): Grouping {
  return new Grouping(on, labels)
}

/** `and`, `or`, `unless`: by the presence of a match, values untouched. */
export function combineSets(
  binary: Binary,
  left: readonly Sample[],
  right: readonly Sample[],
): readonly Sample[] {
  const signatures = createSignatures(binary.matching)
  const [kept, other] = binary.op === 'or' ? [right, left] : [left, right]
  const present = new Set(other.map((sample) => signatures.groupOf(sample)))
  const wanted = binary.op === 'and'
  const filtered = kept.filter((sample) => present.has(signatures.groupOf(sample)) === wanted)
  return binary.op === 'or' ? [...left, ...filtered] : filtered
}

/** Vector with vector by the rules of `VectorBinop` in promql/engine.go; throws execution where matches are not unique. */
export function combineVectors(binary: Binary, left: readonly Sample[], right: readonly Sample[]): Sample[] {
  if (left.length === 0 || right.length === 0) return []
  const { matching } = binary
  const swapped = matching.cardinality === 'one-to-many'
  const [many, one] = swapped ? [right, left] : [left, right]
  const signatures = createSignatures(matching)
  const partners = indexOneSide(one, signatures, matching, swapped ? 'left' : 'right')
  const used = new Set<number | string>()
  const result: Sample[] = []
  for (const sample of many) {
    const signature = signatures.groupOf(sample)
    const partner = partners.get(signature)
    if (!partner) continue
    const [leftValue, rightValue] = swapped ? [partner.value, sample.value] : [sample.value, partner.value]
    const value = combine(binary, leftValue, rightValue, leftValue)
    if (value === undefined) continue
    const { labels, name, le } = buildResultMetric(binary, sample, partner)
    const produced = { labels, name, le, value }
    const oneToOne = matching.cardinality === 'one-to-one'
    const identity = oneToOne ? signature : `${signature}\xfe${metricKey(produced)}`
    if (used.has(identity)) {
      throw new PromqlError(
        'execution',
        oneToOne
          ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
          : 'multiple matches for labels: grouping labels must ensure unique matches',
      )
    }
    used.add(identity)
    result.push(produced)
  }
  return result
}

function indexOneSide(
  one: readonly Sample[],
  signatures: Grouping,
  matching: Matching,
  side: string,
): ReadonlyMap<number, Sample> {
  const partners = new Map<number, Sample>()
  for (const sample of one) {
    const signature = signatures.groupOf(sample)
    const twin = partners.get(signature)
    if (twin) {
      const group = formatLabels(projectLabels(sample, matching))
      const twins = [formatLabels(sample), formatLabels(twin)].sort()
      throw new PromqlError(
        'execution',
        `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: ` +
          `[${twins.join(', ')}];many-to-many matching not allowed: ` +
          'matching labels must be unique on one side',
      )
    }
    partners.set(signature, sample)
  }
  return partners
}

function projectLabels(metric: Metric, { on, labels }: Matching): Metric {
  const grouping = new Grouping(on, labels)
  return grouping.metrics[grouping.groupOf(metric)] ?? metric
}

function buildResultMetric(binary: Binary, many: Metric, one: Metric): Metric {
  const { matching } = binary
  const base = dropsName(binary) ? withoutName(many) : many
  if (matching.cardinality === 'one-to-one') {
    return matching.on ? keepLabels(base, matching.labels) : removeLabels(base, matching.labels)
  }
  if (matching.include.length === 0) return base
  return changeLabels(
    base,
    Object.fromEntries(matching.include.map((label) => [label, readLabel(one, label)])),
  )
}

function keepLabels(metric: Metric, labels: readonly string[]): Metric {
  return filterLabels(metric, (name) => labels.includes(name))
}

function removeLabels(metric: Metric, labels: readonly string[]): Metric {
  return labels.length === 0 ? metric : filterLabels(metric, (name) => !labels.includes(name))
}

function filterLabels({ labels, name, le }: Metric, keeps: (name: string) => boolean): Metric {
  const at = [...labels.names.keys()].filter((index) => keeps(labels.names[index] ?? ''))
  return {
    labels: buildLabelSet(
      at.map((index) => labels.names[index] ?? ''),
      at.map((index) => labels.values[index] ?? ''),
    ),
    name: keeps('__name__') ? name : '',
    le: keeps('le') ? le : '',
  }
}
