import type { Rule, RuleGroup } from '#demo/prometheus/rules/types.ts'

export interface SlothObjective {
  readonly service: string
  readonly slo: string
  /** Share of good requests, 0…1. */
  readonly objective: number
  readonly days: number
  /** Share of bad ones over a window, as PromQL. */
  readonly buildErrorRatio: (window: string) => string
}

const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d']

/**
 * The three groups that Sloth writes for an objective (github.com/slok/sloth, `examples/_gen`): the error ratio over each
 * window, what is known of the objective, and its page and ticket alerts.
 */
export function buildSlothRules(given: SlothObjective): readonly RuleGroup[] {
  const { service, slo, objective, days, buildErrorRatio } = given
  const id = `${service}-${slo}`
  const labels = { sloth_id: id, sloth_service: service, sloth_slo: slo }
  const chosen = `{sloth_id="${id}", sloth_service="${service}", sloth_slo="${slo}"}`
  const record = (name: string, query: string, more: Readonly<Record<string, string>> = {}): Rule => ({
    kind: 'record',
    name,
    query,
    labels: { ...labels, ...more },
  })
  const ratio = (window: string) =>
    record(`slo:sli_error:ratio_rate${window}`, buildErrorRatio(window), { sloth_window: window })
  const perBudget = (name: string) =>
    `${name}${chosen} / on(sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio${chosen}`
  return [
    {
      name: `sloth-slo-alerts-${id}`,
      rules: [
        buildAlert('page', [
          [14.4, '5m', '1h'],
          [6, '30m', '6h'],
        ]),
        buildAlert('ticket', [
          [3, '2h', '1d'],
          [1, '6h', '3d'],
        ]),
      ],
    },
    {
      name: `sloth-slo-meta-recordings-${id}`,
      rules: [
        record('slo:objective:ratio', `vector(${objective})`),
        record('slo:error_budget:ratio', `vector(1-${objective})`),
        record('slo:time_period:days', `vector(${days})`),
        record('slo:current_burn_rate:ratio', perBudget('slo:sli_error:ratio_rate5m')),
        record('slo:period_burn_rate:ratio', perBudget(`slo:sli_error:ratio_rate${days}d`)),
        record('slo:period_error_budget_remaining:ratio', `1 - slo:period_burn_rate:ratio${chosen}`),
        record('sloth_slo_info', 'vector(1)', {
          sloth_mode: 'cli-gen-prom',
          sloth_spec: 'prometheus/v1',
          sloth_version: 'v0.12.0',
        }),
      ],
    },
    // The whole period out of the metrics themselves, as with --disable-optimized-rules.
    { name: `sloth-slo-sli-recordings-${id}`, rules: [...windows.map(ratio), ratio(`${days}d`)] },
  ]

  function buildAlert(severity: string, pairs: readonly (readonly [number, string, string])[]): Rule {
    const both = ([factor, short, long]: readonly [number, string, string]) => {
      const exceeds = (window: string) =>
        `(slo:sli_error:ratio_rate${window}${chosen} > (${factor} * ${1 - objective}))`
      return `(${exceeds(short)} and ignoring (sloth_window) ${exceeds(long)})`
    }
    return {
      kind: 'alert',
      name: 'SloBurnsTooFast',
      query: pairs.map(both).join(' or ignoring (sloth_window) '),
      forSeconds: 0,
      labels: { sloth_severity: severity, severity: severity === 'page' ? 'critical' : 'warning' },
      annotations: {
        summary: `The objective {{ $labels.sloth_slo }} of {{ $labels.sloth_service }} uses up its error budget too fast`,
      },
    }
  }
}
