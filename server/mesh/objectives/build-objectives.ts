import { findSubject, parseWindow } from '#server/mesh/objectives/read-rules.ts'
import type {
  BurnRate,
  Objective,
  ObjectiveFacts,
  RecordedSample,
  RuleText,
} from '#server/mesh/objectives/types.ts'

/**
 * The objectives that recorded series tell of, by the names of the two tools that write such rules:
 *
 * - Sloth (github.com/slok/sloth, examples/_gen): `slo:objective:ratio`, `slo:time_period:days`,
 *   `slo:period_error_budget_remaining:ratio` and `slo:sli_error:ratio_rate<window>`, told apart by `sloth_id`;
 * - Pyrra (github.com/pyrra-dev/pyrra, slo/rules.go): `<metric>:burnrate<window>` with the label `slo`, and of its generic
 *   rules `pyrra_objective`, `pyrra_window`, `pyrra_availability`. Without those the objective stands in the query of its
 *   alerts, `… > (14 * (1-0.99))`, and the time in the name of `<metric>:increase<window>`.
 *
 * Of several series with one name and window (two clusters) the worst counts. What has no objective is left out.
 */
export function buildObjectives(facts: ObjectiveFacts): readonly Objective[] {
  const finite = facts.samples.filter(({ value }) => Number.isFinite(value))
  const sloth = Map.groupBy(
    finite.filter(({ metric }) => metric['sloth_slo']),
    ({ metric }) => metric['sloth_id'] || `${metric['sloth_service']}-${metric['sloth_slo']}`,
  )
  const pyrra = Map.groupBy(
    finite.filter(({ metric }) => metric['slo'] && !metric['sloth_slo']),
    ({ metric }) => metric['slo'] ?? '',
  )
  return [
    ...[...sloth].flatMap(([id, samples]) => buildSloth(id, samples, facts)),
    ...[...pyrra].flatMap(([id, samples]) => buildPyrra(id, samples, facts)),
  ]
}

const nameOf = ({ metric }: RecordedSample) => metric['__name__'] ?? ''

/** The highest, or the lowest, value of a series by its name. */
function pick(samples: readonly RecordedSample[], name: string, lowest = false): number | undefined {
  const values = samples.filter((sample) => nameOf(sample) === name).map(({ value }) => value)
  if (values.length === 0) return undefined
  return lowest ? Math.min(...values) : Math.max(...values)
}

function isShare(value: number | undefined): value is number {
  return value !== undefined && value > 0 && value < 1
}

function buildSloth(id: string, samples: readonly RecordedSample[], facts: ObjectiveFacts): Objective[] {
  const objective = pick(samples, 'slo:objective:ratio')
  if (!isShare(objective)) return []
  const labels = mergeLabels(samples)
  const days = pick(samples, 'slo:time_period:days')
  const remaining = pick(samples, 'slo:period_error_budget_remaining:ratio', true)
  const name = labels['sloth_slo'] ?? id
  const service = labels['sloth_service']
  const isOwn = (own: Readonly<Record<string, string>>) =>
    own['sloth_id'] === id || (own['sloth_slo'] === name && own['sloth_service'] === service)
  const windowSeconds = days && Math.round(days * 86_400)
  return [
    {
      id: `sloth ${id}`,
      tool: 'sloth',
      name,
      ...(service && { service }),
      ...withSubject(
        labels,
        (facts.rules ?? []).filter((rule) => isOwn(rule.labels)),
      ),
      objective,
      ...(windowSeconds && { windowSeconds }),
      ...(remaining !== undefined && { remaining }),
      burnRates: buildBurnRates(samples, /^slo:sli_error:ratio_rate(\w+)$/, objective).filter(
        (burn) => burn.windowSeconds !== windowSeconds,
      ),
      alerts: facts.alerts.filter((alert) => isOwn(alert.labels)),
    },
  ]
}

function buildPyrra(name: string, samples: readonly RecordedSample[], facts: ObjectiveFacts): Objective[] {
  const rules = (facts.rules ?? []).filter(({ labels }) => labels['slo'] === name)
  const objective = pick(samples, 'pyrra_objective') ?? readTarget(rules)
  if (!isShare(objective)) return []
  const labels = mergeLabels(samples)
  const windowSeconds = pick(samples, 'pyrra_window') ?? readPyrraWindow(rules)
  const availability = pick(samples, 'pyrra_availability', true) ?? invert(pick(samples, averagedName))
  return [
    {
      id: `pyrra ${name}`,
      tool: 'pyrra',
      name,
      ...withSubject(labels, rules),
      objective,
      ...(windowSeconds && { windowSeconds }),
      ...(availability !== undefined && { remaining: (availability - objective) / (1 - objective) }),
      burnRates: buildBurnRates(samples, /:burnrate(\w+)$/, objective),
      alerts: facts.alerts.filter((alert) => alert.labels['slo'] === name),
    },
  ]
}

/** Name under which the mean error ratio of the whole time is handed in, where no rule records the availability. */
export const averagedName = 'vardia:error_ratio:mean'

const invert = (ratio: number | undefined) => (ratio === undefined ? undefined : 1 - ratio)

/** `… > (14 * (1-0.99))`: what every alert of the objective compares with. */
function readTarget(rules: readonly RuleText[]): number | undefined {
  const text = rules.map(({ query }) => /\(\s*1\s*-\s*(0?\.\d+)\s*\)/.exec(query)?.[1]).find(Boolean)
  return text === undefined ? undefined : Number(text)
}

function readPyrraWindow(rules: readonly RuleText[]): number | undefined {
  const windows = rules.flatMap(({ name }) => parseWindow(/:increase(\w+)$/.exec(name)?.[1] ?? '') ?? [])
  return windows.length > 0 ? Math.max(...windows) : undefined
}

/** Both tools record the share of failures; what the objective allows is a rate of 1. */
function buildBurnRates(
  samples: readonly RecordedSample[],
  name: RegExp,
  objective: number,
): readonly BurnRate[] {
  const worst = new Map<number, number>()
  for (const sample of samples) {
    const windowSeconds = parseWindow(name.exec(nameOf(sample))?.[1] ?? '')
    if (windowSeconds === undefined) continue
    const rate = sample.value / (1 - objective)
    worst.set(windowSeconds, Math.max(worst.get(windowSeconds) ?? 0, rate))
  }
  return [...worst]
    .map(([windowSeconds, rate]) => ({ windowSeconds, rate }))
    .sort((a, b) => a.windowSeconds - b.windowSeconds)
}

/** Labels with the same value in every series that has them. */
function mergeLabels(samples: readonly RecordedSample[]): Readonly<Record<string, string>> {
  const merged = new Map<string, string | undefined>()
  for (const { metric } of samples) {
    for (const [label, value] of Object.entries(metric))
      merged.set(label, !merged.has(label) || merged.get(label) === value ? value : undefined)
  }
  return Object.fromEntries([...merged].flatMap(([label, value]) => (value ? [[label, value]] : [])))
}

function withSubject(labels: Readonly<Record<string, string>>, rules: readonly RuleText[]) {
  const about = findSubject(labels, rules)
  return about ? { about } : {}
}

/** Objectives of Pyrra that no rule tells the availability of, with the windows out of which to work it out. */
export function listUnmeasured({ samples, rules }: ObjectiveFacts): readonly Unmeasured[] {
  const told = new Set(
    samples.flatMap((sample) => (nameOf(sample) === 'pyrra_availability' ? [sample.metric['slo']] : [])),
  )
  const found = new Map<string, Unmeasured>()
  for (const sample of samples) {
    const { slo } = sample.metric
    const metric = nameOf(sample)
    const shortSeconds = parseWindow(/:burnrate(\w+)$/.exec(metric)?.[1] ?? '')
    if (!slo || told.has(slo) || shortSeconds === undefined) continue
    const own = (rules ?? []).filter(({ labels }) => labels['slo'] === slo)
    const windowSeconds = pick(
      samples.filter((one) => one.metric['slo'] === slo),
      'pyrra_window',
    )
    const seconds = windowSeconds ?? readPyrraWindow(own)
    const known = found.get(slo)
    if (seconds && (!known || shortSeconds < known.shortSeconds))
      found.set(slo, { slo, metric, shortSeconds, windowSeconds: seconds })
  }
  return [...found.values()]
}

export interface Unmeasured {
  readonly slo: string
  /** The series of the shortest window, whose mean over the whole time stands for it. */
  readonly metric: string
  readonly shortSeconds: number
  readonly windowSeconds: number
}
