import { describe, expect, it } from 'vitest'
import { averagedName, buildObjectives, listUnmeasured } from '#server/mesh/objectives/build-objectives.ts'
import { compareObjectives, judgeObjective } from '#server/mesh/objectives/judge-objective.ts'
import { parseWindow } from '#server/mesh/objectives/read-rules.ts'
import type { Objective, ObjectiveFacts, RecordedSample } from '#server/mesh/objectives/types.ts'

const sloth = { sloth_id: 'pay-errors', sloth_service: 'pay', sloth_slo: 'errors' }
const sample = (name: string, value: number, labels: Record<string, string> = sloth): RecordedSample => ({
  metric: { __name__: name, ...labels },
  value,
})
const ofSloth: readonly RecordedSample[] = [
  sample('slo:objective:ratio', 0.999),
  sample('slo:time_period:days', 30),
  sample('slo:period_error_budget_remaining:ratio', 0.25),
  sample('slo:sli_error:ratio_rate1h', 0.004, { ...sloth, sloth_window: '1h' }),
  sample('slo:sli_error:ratio_rate5m', 0.002, { ...sloth, sloth_window: '5m' }),
  sample('slo:sli_error:ratio_rate30d', 0.00075, { ...sloth, sloth_window: '30d' }),
]
const build = (facts: Partial<ObjectiveFacts>) =>
  buildObjectives({ samples: [], rules: undefined, alerts: [], ...facts })

describe('objectives of Sloth', () => {
  it('have goal, time, budget and burn rates, shortest first, without that of the whole time', () => {
    const [objective] = build({ samples: ofSloth })
    expect(objective).toMatchObject({
      id: 'sloth pay-errors',
      name: 'errors',
      service: 'pay',
      objective: 0.999,
      windowSeconds: 2_592_000,
      remaining: 0.25,
    })
    expect(objective?.burnRates).toEqual([
      { windowSeconds: 300, rate: expect.closeTo(2, 6) },
      { windowSeconds: 3_600, rate: expect.closeTo(4, 6) },
    ])
  })

  it('take the worst of two clusters with one name', () => {
    const other = ofSloth.map(({ metric, value }) => ({
      metric: { ...metric, cluster: 'two' },
      value: value / 2,
    }))
    const worse = sample('slo:period_error_budget_remaining:ratio', -3, { ...sloth, cluster: 'two' })
    const [objective, ...others] = build({ samples: [...ofSloth, ...other.slice(3), worse] })
    expect(others).toEqual([])
    expect(objective?.remaining).toBe(-3)
    expect(objective?.burnRates[0]?.rate).toBeCloseTo(2, 6)
  })

  it('are about what their rules ask for, and bear the alerts of their labels alone', () => {
    const query =
      'sum(rate(istio_requests_total{destination_service_name="pay",destination_service_namespace="shop",response_code=~"5.."}[5m]))'
    const alert = { name: 'Burns', state: 'firing', labels: { ...sloth, alertname: 'Burns' } } as const
    const [objective] = build({
      samples: ofSloth,
      rules: [
        { kind: 'record', name: 'slo:sli_error:ratio_rate5m', query, labels: sloth },
        {
          kind: 'record',
          name: 'slo:sli_error:ratio_rate5m',
          query: query.replaceAll('pay', 'cart'),
          labels: { ...sloth, sloth_id: 'other', sloth_slo: 'other' },
        },
      ],
      alerts: [alert, { ...alert, labels: { sloth_id: 'other' } }],
    })
    expect(objective?.about).toEqual({ kind: 'service', namespace: 'shop', name: 'pay' })
    expect(objective?.alerts).toEqual([alert])
  })

  it('are about nothing where their rules ask for two', () => {
    const ask = (name: string) =>
      `x{destination_service_name="${name}",destination_service_namespace="${name}"}`
    const rules = ['a', 'b'].map((name) => ({
      kind: 'record' as const,
      name: 'slo:sli_error:ratio_rate5m',
      query: ask(name),
      labels: sloth,
    }))
    expect(build({ samples: ofSloth, rules })[0]?.about).toBeUndefined()
  })

  it.each([
    ['no goal', ofSloth.slice(1)],
    ['a goal of everything', [sample('slo:objective:ratio', 1)]],
    ['a goal that is no number', [sample('slo:objective:ratio', Number.NaN)]],
  ])('are none with %s', (_, samples) => {
    expect(build({ samples })).toEqual([])
  })
})

const pyrra = { slo: 'front-errors', job: 'istio' }
const burn = (window: string, value: number) => sample(`istio_requests:burnrate${window}`, value, pyrra)
const pyrraRules = [
  {
    kind: 'alert' as const,
    name: 'ErrorBudgetBurn',
    query:
      'istio_requests:burnrate5m{slo="front-errors"} > (14 * (1-0.99)) and istio_requests:burnrate1h > (14 * (1-0.99))',
    labels: { slo: 'front-errors', severity: 'critical' },
  },
  { kind: 'record' as const, name: 'istio_requests:increase4w', query: 'x', labels: pyrra },
]

describe('objectives of Pyrra', () => {
  it('are whole with its generic rules', () => {
    const own = { slo: 'front-errors' }
    const samples = [
      sample('pyrra_objective', 0.99, own),
      sample('pyrra_window', 604_800, own),
      sample('pyrra_availability', 0.995, own),
      burn('5m', 0.02),
    ]
    expect(build({ samples })).toEqual([
      {
        id: 'pyrra front-errors',
        tool: 'pyrra',
        name: 'front-errors',
        objective: 0.99,
        windowSeconds: 604_800,
        remaining: expect.closeTo(0.5, 6),
        burnRates: [{ windowSeconds: 300, rate: expect.closeTo(2, 6) }],
        alerts: [],
      },
    ])
    expect(listUnmeasured({ samples, rules: undefined, alerts: [] })).toEqual([])
  })

  it('without those have goal and time out of its alerts and increases, and the budget out of the mean', () => {
    const samples = [burn('1h', 0.02), burn('5m', 0.01)]
    expect(listUnmeasured({ samples, rules: pyrraRules, alerts: [] })).toEqual([
      {
        slo: 'front-errors',
        metric: 'istio_requests:burnrate5m',
        shortSeconds: 300,
        windowSeconds: 2_419_200,
      },
    ])
    const mean = sample(averagedName, 0.005, { slo: 'front-errors' })
    const [objective] = build({ samples: [...samples, mean], rules: pyrraRules })
    expect(objective).toMatchObject({ objective: 0.99, windowSeconds: 2_419_200 })
    expect(objective?.remaining).toBeCloseTo(0.5, 6)
  })

  it('are none where nothing tells the goal', () => {
    expect(build({ samples: [burn('5m', 0.1)] })).toEqual([])
  })
})

describe('the state of an objective', () => {
  const base: Objective = {
    id: 'a',
    tool: 'sloth',
    name: 'a',
    objective: 0.99,
    windowSeconds: 86_400,
    remaining: 0.5,
    burnRates: [{ windowSeconds: 300, rate: 20 }],
    alerts: [],
  }
  const firing = { name: 'Burns', state: 'firing', labels: {} } as const
  it.each([
    ['kept, however fast it burns for the moment', base, 'healthy', []],
    ['with a pending alert', { ...base, alerts: [{ ...firing, state: 'pending' as const }] }, 'healthy', []],
    ['with two alerts of one name', { ...base, alerts: [firing, firing] }, 'degraded', ['objective-burns']],
    ['spent', { ...base, remaining: -2.5 }, 'failing', ['objective-missed']],
    ['spent to the last', { ...base, remaining: 0 }, 'failing', ['objective-missed']],
    ['never measured', { ...base, remaining: undefined, burnRates: [] }, 'unknown', ['objective-unmeasured']],
  ])('%s', (_, { remaining, ...given }, status, codes) => {
    const verdict = judgeObjective({ ...given, ...(remaining === undefined ? {} : { remaining }) })
    expect([verdict.status, verdict.reasons.map(({ code }) => code)]).toEqual([status, codes])
  })

  it('sorts the worst first', () => {
    const judged = [base, { ...base, id: 'b', remaining: -1 }, { ...base, id: 'c', remaining: 0.1 }]
      .map((objective) => ({ objective, verdict: judgeObjective(objective) }))
      .sort(compareObjectives)
    expect(judged.map(({ objective }) => objective.id)).toEqual(['b', 'c', 'a'])
  })
})

it.each([
  ['5m', 300],
  ['4w', 2_419_200],
  ['1h30m', 5_400],
  ['', undefined],
  ['m5', undefined],
  ['0m', undefined],
])('the window %o is of %o seconds', (text, seconds) => {
  expect(parseWindow(text)).toBe(seconds)
})
