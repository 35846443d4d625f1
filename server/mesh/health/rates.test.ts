import { describe, expect, test } from 'vitest'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import {
  chooseTolerances,
  defaultRate,
  parseRateAnnotation,
  rateAnnotation,
} from '#server/mesh/health/rates.ts'
import { isProblem } from '#server/problem.ts'

const object = { namespace: 'shop', kind: 'workload', name: 'cart-v1' } as const

function rulesOf(text: string, of: Parameters<typeof chooseTolerances>[1] = object): string[] {
  return chooseTolerances(parseHealthRates(text), of).map(({ rule }) => rule)
}

describe('which tolerances hold', () => {
  const defaults = defaultRate.tolerances.map(({ rule }) => rule)
  const own = (rule: string, more: object = {}): string =>
    JSON.stringify([{ ...more, tolerance: [{ code: rule, degraded: 1, failure: 2 }] }])
  const cases: readonly [name: string, text: string, rules: string[]][] = [
    ['the defaults without a setting', '', defaults],
    ['a rate that names all', own('418'), ['418']],
    ['a rate of its namespace', own('418', { namespace: '^shop$' }), ['418']],
    ['not a rate of another namespace', own('418', { namespace: '^bank$' }), defaults],
    ['a rate of its kind and name', own('418', { kind: 'workload', name: 'cart' }), ['418']],
    ['not a rate of another kind', own('418', { kind: 'service' }), defaults],
    ['the first of two', JSON.stringify([...JSON.parse(own('1')), ...JSON.parse(own('2'))]), ['1']],
  ]
  test.each(cases)('%s', (_, text, rules) => {
    expect(rulesOf(text)).toEqual(rules)
  })

  test("an object's annotation stands in place of them all", () => {
    const annotations = { [rateAnnotation]: '4XX,20,30,http,inbound;5XX,1,2' }
    expect(rulesOf(own('418'), { ...object, annotations })).toEqual(['4XX', '5XX'])
  })

  test('an annotation that cannot be read is passed over', () => {
    const annotations = { [rateAnnotation]: 'often' }
    expect(rulesOf('', { ...object, annotations })).toEqual(defaults)
  })
})

describe('the annotation health.kiali.io/rate', () => {
  test('is code, degraded, failure, protocol, direction', () => {
    const [tolerance] = parseRateAnnotation('4XX,10,20,http,inbound') ?? []
    expect(tolerance).toMatchObject({ rule: '4XX', degraded: 10, failure: 20 })
    expect(tolerance?.code.test('404')).toBe(true)
    expect(tolerance?.protocol.test('grpc')).toBe(false)
    expect(tolerance?.direction.test('outbound')).toBe(false)
  })

  test.each(['', ';', '4XX', '4XX,a,b', '4XX,10', '(,10,20', '4XX,-1,20', '4XX,10,200'])(
    '%j is none',
    (text) => {
      expect(parseRateAnnotation(text)).toBeUndefined()
    },
  )
})

describe('a setting that cannot be read', () => {
  const faults: readonly [text: string, fault: string][] = [
    ['{', 'is no JSON'],
    ['{}', 'must be a list'],
    ['[1]', '[0] must be an object'],
    ['[{}]', '[0].tolerance must be a list'],
    ['[{"tolerance":[],"nmae":"x"}]', '[0].nmae is not a known key'],
    ['[{"tolerance":[{"degraded":1,"failure":2}]}]', '[0].tolerance[0].code must be a code'],
    ['[{"tolerance":[{"code":"(","failure":2}]}]', '[0].tolerance[0].code is no regular expression'],
    ['[{"namespace":"[","tolerance":[]}]', '[0].namespace is no regular expression'],
    ['[{"tolerance":[{"code":"5XX","failure":101}]}]', '[0].tolerance[0].failure must be a percentage'],
  ]
  test.each(faults)('%s names the fault and its place', (text, fault) => {
    expect(() => parseHealthRates(text)).toThrow(
      expect.objectContaining({ params: { faults: expect.stringContaining(fault) } }),
    )
  })

  test('names all faults at once', () => {
    try {
      parseHealthRates('[{"kind":"[","tolerance":[{"code":"","failure":"x"}]}]')
      expect.unreachable()
    } catch (error) {
      expect(isProblem(error) && error.issues?.map(({ path }) => path)).toEqual([
        '[0].kind',
        '[0].tolerance[0].code',
        '[0].tolerance[0].failure',
      ])
    }
  })
})
