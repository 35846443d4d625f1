import { expect, it } from 'vitest'
import { parseRules } from '#server/adapters/prometheus/parse-rules.ts'

const asked = { address: 'http://p', target: '/api/v1/rules' }

it('rules are told with kind, name, query and their own labels', () => {
  const rules = [
    { type: 'recording', name: 'a:b', query: 'up', labels: { slo: 'x', odd: 3 }, health: 'ok' },
    { type: 'alerting', name: 'Down', query: 'up == 0' },
  ]
  expect(parseRules({ groups: [{ name: 'g', rules }] }, asked)).toEqual([
    { kind: 'record', name: 'a:b', query: 'up', labels: { slo: 'x' } },
    { kind: 'alert', name: 'Down', query: 'up == 0', labels: {} },
  ])
})

it('what is no rule is left out', () => {
  const rules = [
    null,
    3,
    { type: 'recording', name: 1, query: 'x' },
    { type: 'other', name: 'x', query: 'y' },
  ]
  expect(parseRules({ groups: [null, {}, { rules: 'none' }, { rules }] }, asked)).toEqual([])
})

it.each([null, [], {}, { groups: 3 }])('an answer like %o is unsupported', (data) => {
  expect(() => parseRules(data, asked)).toThrow(expect.objectContaining({ code: 'prometheus-shape' }))
})
