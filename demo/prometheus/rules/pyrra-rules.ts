import type { Rule, RuleGroup } from '#demo/prometheus/rules/types.ts'

export interface PyrraObjective {
  readonly name: string
  /** Share of good requests, 0…1. */
  readonly target: number
  /** Label matchers of what is counted, and of its failures beside them. */
  readonly total: Readonly<Record<string, string>>
  readonly errors: string
}

const metric = 'istio_requests'
/** Pyrra's own for an objective over four weeks (its `slo/rules.go`, Windows): factor, short, long, for, severity. */
const alerts = [
  [14, '5m', '1h', 120, 'critical', '2d'],
  [7, '30m', '6h', 900, 'critical', '4d'],
  [2, '2h', '1d', 3_600, 'warning', '2w'],
  [1, '6h', '4d', 10_800, 'warning', '4w'],
] as const

/** The three groups that Pyrra writes for a ratio of requests over four weeks, with its generic rules. */
export function buildPyrraRules({ name, target, total, errors }: PyrraObjective): readonly RuleGroup[] {
  const matchers = Object.entries(total).map(([label, value]) => `${label}="${value}"`)
  const all = matchers.join(',')
  const own = { slo: name }
  const record = (of: string, query: string, labels: Readonly<Record<string, string>>): Rule => ({
    kind: 'record',
    name: of,
    query,
    labels,
  })
  const rate = (window: string) =>
    `sum(rate(${metric}_total{${errors},${all}}[${window}])) / sum(rate(${metric}_total{${all}}[${window}]))`
  const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '4d']
  return [
    {
      name,
      rules: [
        ...windows.map((window) => record(`${metric}:burnrate${window}`, rate(window), { ...total, ...own })),
        ...alerts.map(([factor, short, long, forSeconds, severity, exhaustion]): Rule => {
          const exceeds = (window: string) =>
            `${metric}:burnrate${window}{${all},slo="${name}"} > (${factor} * (1-${target}))`
          return {
            kind: 'alert',
            name: 'ErrorBudgetBurn',
            query: `${exceeds(short)} and ${exceeds(long)}`,
            forSeconds,
            labels: { ...total, ...own, short, long, severity, exhaustion },
            annotations: { summary: `The objective ${name} uses up its error budget too fast` },
          }
        }),
      ],
    },
    {
      name: `${name}-generic`,
      rules: [
        record('pyrra_objective', `vector(${target})`, own),
        record('pyrra_window', `vector(${28 * 86_400})`, own),
        record(
          'pyrra_availability',
          `1 - sum(${metric}:increase4w{${errors},${all},slo="${name}"} or vector(0)) / sum(${metric}:increase4w{${all},slo="${name}"})`,
          own,
        ),
        record('pyrra_requests:rate5m', `sum(rate(${metric}_total{${all}}[5m]))`, own),
        record('pyrra_errors:rate5m', `sum(rate(${metric}_total{${errors},${all}}[5m])) or vector(0)`, own),
      ],
    },
    {
      name: `${name}-increase`,
      rules: [
        record(`${metric}:increase4w`, `sum by (response_code) (increase(${metric}_total{${all}}[4w]))`, {
          ...total,
          ...own,
        }),
      ],
    },
  ]
}
