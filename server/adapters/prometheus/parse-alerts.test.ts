import { describe, expect, test } from 'vitest'
import { parseAlerts } from '#server/adapters/prometheus/parse-alerts.ts'

const asked = { address: 'http://prometheus', target: '/api/v1/alerts' }
const firing = {
  labels: { alertname: 'Sick', severity: 'critical', namespace: 'a' },
  annotations: { summary: 'It is sick' },
  state: 'firing',
  activeAt: '2026-11-21T07:00:00.5Z',
  value: '1e+00',
}

describe('alerts', () => {
  test('are read with labels, state, beginning and summary, firing ones first', () => {
    const pending = { ...firing, state: 'pending', annotations: { description: 'Soon sick' } }
    expect(parseAlerts({ alerts: [pending, firing] }, asked)).toEqual([
      {
        name: 'Sick',
        state: 'firing',
        labels: firing.labels,
        sinceMs: Date.parse(firing.activeAt),
        summary: 'It is sick',
      },
      expect.objectContaining({ state: 'pending', summary: 'Soon sick' }),
    ])
  })

  test.each([
    [null],
    ['text'],
    [{}],
    [{ ...firing, labels: {} }],
    [{ ...firing, labels: null }],
    [{ ...firing, state: 'inactive' }],
  ])('that are none are left out: %j', (one) => {
    expect(parseAlerts({ alerts: [one, firing] }, asked)).toHaveLength(1)
  })

  test('of odd values keep what can be read', () => {
    const odd = { ...firing, activeAt: 'yesterday', annotations: 7, labels: { ...firing.labels, n: 5 } }
    expect(parseAlerts({ alerts: [odd] }, asked)).toEqual([
      { name: 'Sick', state: 'firing', labels: firing.labels },
    ])
  })

  test('are at most two thousand, and the firing ones are not among those cut', () => {
    const many = Array.from({ length: 5_000 }, () => ({ ...firing, state: 'pending' }))
    const alerts = parseAlerts({ alerts: [...many, firing] }, asked)
    expect(alerts).toHaveLength(2_000)
    expect(alerts[0]?.state).toBe('firing')
  })

  test.each([[undefined], [[]], [{}], [{ alerts: {} }]])('of another shape are a problem: %j', (data) => {
    expect(() => parseAlerts(data, asked)).toThrow(expect.objectContaining({ code: 'prometheus-shape' }))
  })
})
