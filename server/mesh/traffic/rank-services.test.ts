import { expect, test } from 'vitest'
import { rankServices } from '#server/mesh/traffic/rank-services.ts'

const services = [
  { name: 'calm', requestsPerSecond: 2, errorPercent: 0, latencyMsP95: 10 },
  { name: 'busy', requestsPerSecond: 90, errorPercent: 1, latencyMsP95: 30 },
  { name: 'broken', requestsPerSecond: 5, errorPercent: 50, latencyMsP95: 30 },
  { name: 'broken-too', requestsPerSecond: 9, errorPercent: 50 },
  { name: 'resting', requestsPerSecond: 0, errorPercent: 0, latencyMsP95: 9_000 },
]
const ranked = rankServices(services, 3)

test.each([
  ['errors', ['broken-too', 'broken', 'busy']],
  ['latency', ['busy', 'broken', 'calm']],
  ['requests', ['busy', 'broken-too', 'broken']],
] as const)('by %s the first are %s', (order, names) =>
  expect(ranked[order].map(({ name }) => name)).toEqual(names),
)
