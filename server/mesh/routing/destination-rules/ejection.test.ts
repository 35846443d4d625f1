import { expect, it } from 'vitest'
import { buildEjectionRule } from '#server/mesh/routing/destination-rules/ejection.ts'

const defaults = {
  consecutive5xxErrors: 5,
  intervalMs: 10_000,
  baseEjectionMs: 30_000,
  maxEjectionPercent: 10,
  minHealthPercent: 0,
}

it.each([
  ['nothing without a block', undefined, undefined],
  ["Envoy's defaults in an empty block", {}, defaults],
  [
    'what is written',
    { consecutive5xxErrors: 2, interval: '1s', baseEjectionTime: '3m' },
    { ...defaults, consecutive5xxErrors: 2, intervalMs: 1000, baseEjectionMs: 180_000 },
  ],
  [
    'no 5xx rule at 0',
    { consecutive5xxErrors: 0, consecutiveGatewayErrors: 1 },
    { ...defaults, consecutive5xxErrors: undefined, consecutiveGatewayErrors: 1 },
  ],
  [
    'shares',
    { maxEjectionPercent: 100, minHealthPercent: 50 },
    { ...defaults, maxEjectionPercent: 100, minHealthPercent: 50 },
  ],
])('ejection is %s', (_what, outlier, expected) => {
  expect(buildEjectionRule(outlier)).toEqual(expected)
})
