import { expect, test } from 'vitest'
import { loadDemoConfig } from '#demo/config.ts'

test('nothing said gives a well mesh of the built-in size', () => {
  expect(loadDemoConfig({})).toMatchObject({ workloads: 0, seed: 1, prometheusPort: 0 })
  expect(loadDemoConfig({})).not.toHaveProperty('prometheusFault')
})

test('a sick Prometheus can be asked for', () => {
  const env = { DEMO_PROMETHEUS_FAULT: 'html', DEMO_PROMETHEUS_DELAY_MS: '250' }
  expect(loadDemoConfig(env).prometheusFault).toEqual({ answer: 'html', delayMs: 250 })
})

test('every fault is listed before the demo gives up', () => {
  const env = { DEMO_WORKLOADS: 'many', DEMO_PROMETHEUS_FAULT: 'flu' }
  expect(() => loadDemoConfig(env)).toThrow(/DEMO_WORKLOADS[\s\S]*DEMO_PROMETHEUS_FAULT must be one of html/)
})
