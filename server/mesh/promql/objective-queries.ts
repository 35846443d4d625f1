import type { Unmeasured } from '#server/mesh/objectives/build-objectives.ts'
import { formatMatchers, type LabelMatcher, matchAny } from '#server/mesh/promql/expression.ts'

export type ObjectiveFact = 'sloth' | 'pyrra' | 'burnrates'

const names: Readonly<Record<ObjectiveFact, LabelMatcher>> = {
  sloth: {
    label: '__name__',
    operator: '=~',
    value:
      'slo:objective:ratio|slo:time_period:days|slo:period_error_budget_remaining:ratio|slo:sli_error:ratio_rate[0-9a-z]+',
  },
  pyrra: { label: '__name__', operator: '=~', value: 'pyrra_objective|pyrra_window|pyrra_availability' },
  burnrates: { label: '__name__', operator: '=~', value: '.+:burnrate[0-9a-z]+' },
}

/** Labels without which a series is of no objective. */
const marks: Readonly<Record<ObjectiveFact, string>> = { sloth: 'sloth_slo', pyrra: 'slo', burnrates: 'slo' }

/** The recorded series that objectives are told by; one question for each tool's part. */
export function buildObjectiveQueries(
  everywhere: readonly LabelMatcher[],
): ReadonlyMap<ObjectiveFact, string> {
  const facts: readonly ObjectiveFact[] = ['sloth', 'pyrra', 'burnrates']
  return new Map(
    facts.map((fact) => [
      fact,
      formatMatchers([names[fact], { label: marks[fact], operator: '!=', value: '' }, ...everywhere]),
    ]),
  )
}

/** The mean error ratio of each over its whole time, one question for all of one time. */
export function buildMeanQueries(
  unmeasured: readonly Unmeasured[],
  everywhere: readonly LabelMatcher[],
): ReadonlyMap<string, string> {
  const byTime = Map.groupBy(unmeasured, ({ windowSeconds }) => windowSeconds)
  return new Map(
    [...byTime].map(([windowSeconds, all]) => {
      const matchers = [
        matchAny('__name__', [...new Set(all.map(({ metric }) => metric))]),
        matchAny(
          'slo',
          all.map(({ slo }) => slo),
        ),
        ...everywhere,
      ]
      return [
        String(windowSeconds),
        `max by (slo) (avg_over_time(${formatMatchers(matchers)}[${windowSeconds}s]))`,
      ]
    }),
  )
}
