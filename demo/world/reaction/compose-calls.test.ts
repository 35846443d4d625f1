import { describe, expect, test } from 'vitest'
import { composeCalls } from '#demo/world/reaction/compose-calls.ts'
import type { Demand } from '#demo/world/reaction/demand.ts'
import type { WorldCall } from '#demo/world/types.ts'
import type { Flow } from '#server/mesh/prediction/flow.ts'

const destination = { namespace: 'shop', workload: 'pay-v1' }
const service = { host: 'pay.shop.svc.cluster.local', name: 'pay', namespace: 'shop' }

const call = (more: Partial<WorldCall> = {}): WorldCall => ({
  source: { namespace: 'shop', workload: 'cart-v1' },
  destination,
  service,
  protocol: 'http',
  perSecond: 4,
  outcomes: [
    { code: '200', flags: '-', share: 0.8 },
    { code: '503', flags: 'UC', share: 0.2 },
  ],
  latencyMs: { median: 100, p95: 400 },
  requestBytes: 10,
  responseBytes: 20,
  security: 'mutual_tls',
  reporters: ['source', 'destination'],
  ...more,
})

const compose = (flow: Partial<Flow>, of: WorldCall = call()) => {
  const demand: Demand = {
    key: 'pay',
    source: of.source,
    service,
    protocol: of.protocol,
    port: 80,
    perSecond: of.perSecond,
    request: undefined,
    calls: [of],
  }
  return composeCalls(demand, { share: 1, service, destination, security: 'mutual_tls', ...flow }, new Map())
}
const shares = ({ outcomes }: WorldCall) =>
  Object.fromEntries(outcomes.map(({ code, flags, share }) => [`${code} ${flags}`, Number(share.toFixed(3))]))

test('a flow that nobody touches is what its destination does, one request a second', () => {
  expect(compose({})).toEqual([call({ perSecond: 1 })])
})

describe('the bytes of connections', () => {
  test('are told by the connection', () => {
    const [told] = compose({}, call({ protocol: 'tcp', outcomes: [{ code: '0', flags: '-', share: 1 }] }))
    expect(told).toMatchObject({ perSecond: 1, requestBytes: 2.5, responseBytes: 5 })
  })
})

describe('an answer of the client alone', () => {
  test.each([
    ['an abort', { code: '500', flags: 'FI' }, { code: '500', flags: 'FI', share: 1 }],
    ['no cluster', { code: '503', flags: 'NC' }, { code: '503', flags: 'NC', share: 1 }],
  ])('%s is told by the client and names no destination', (_name, answer, outcome) => {
    const told = compose({ answer })
    expect(told).toMatchObject([{ reporters: ['source'], outcomes: [outcome] }])
    expect(told[0]?.destination).toBeUndefined()
  })

  test('is UNAVAILABLE for gRPC', () => {
    const [told] = compose({ answer: { code: '503', flags: 'UH' } }, call({ protocol: 'grpc' }))
    expect(told?.outcomes).toEqual([{ code: '503', grpcStatus: '14', flags: 'UH', share: 1 }])
  })
})

test('what a policy denies is 403, PERMISSION_DENIED, or a connection without a byte', () => {
  const none = 'rbac_access_denied_matched_policy[none]'
  const deniedBy = { namespace: 'shop', policy: 'no-robots', rule: 1 }
  const rule = 'rbac_access_denied_matched_policy[ns[shop]-policy[no-robots]-rule[1]]'
  expect(compose({ denied: 'proxy' })[0]?.outcomes).toEqual([
    { code: '403', flags: '-', details: none, share: 1 },
  ])
  expect(compose({ denied: 'proxy', deniedBy }, call({ protocol: 'grpc' }))[0]?.outcomes).toEqual([
    { code: '200', grpcStatus: '7', flags: '-', details: rule, share: 1 },
  ])
  expect(compose({ denied: 'proxy' }, call({ protocol: 'tcp' }))[0]).toMatchObject({
    requestBytes: 0,
    responseBytes: 0,
  })
})

test('what ztunnel denies is a connection that says so', () => {
  expect(compose({ denied: 'ztunnel' }, call({ protocol: 'tcp' }))[0]).toMatchObject({
    outcomes: [{ flags: 'DENY' }],
    requestBytes: 0,
  })
})

test('a waypoint tells of all that it does by itself', () => {
  const through = call({ reporters: ['waypoint'] })
  expect(compose({ answer: { code: '500', flags: 'FI' } }, through)).toMatchObject([
    { reporters: ['waypoint'] },
  ])
  expect(compose({ delayMs: 2_000 }, through)).toMatchObject([
    { reporters: ['waypoint'], latencyMs: { median: 2_100 } },
  ])
})

test('what takes longer than the timeout ends with 504 and UT: a half at the median', () => {
  const [told] = compose({ timeoutMs: 100 })
  expect(told && shares(told)).toEqual({ '200 -': 0.4, '503 UC': 0.1, '504 UT': 0.5 })
  expect(told?.latencyMs.p95).toBe(100)
})

describe('retries', () => {
  test('leave the client what fails every time, and the server all tries', () => {
    const [client, server] = compose({ retries: { attempts: 2, retryOn: '5xx' } })
    expect(client?.reporters).toEqual(['source'])
    expect(client && shares(client)).toEqual({ '200 -': 0.992, '503 UC': 0.008 })
    expect(server?.reporters).toEqual(['destination'])
    expect(server?.perSecond).toBeCloseTo(1 + 0.2 + 0.04)
    expect(server && shares(server)).toEqual({ '200 -': 0.8, '503 UC': 0.2 })
  })

  test.each([
    ['gateway-error', 2],
    ['reset', 2],
    ['retriable-status-codes', 2],
    ['503', 2],
    ['connect-failure,refused-stream', 2],
    ['retriable-4xx', 1],
    ['cancelled', 1],
  ])('on %s are %i calls', (retryOn, count) => {
    expect(compose({ retries: { attempts: 1, retryOn } })).toHaveLength(count)
  })
})

test('a delay is told by the client alone, in flag and time', () => {
  const [client, server] = compose({ delayMs: 3_000 })
  expect(client).toMatchObject({ reporters: ['source'], latencyMs: { median: 3_100, p95: 3_400 } })
  expect(client && shares(client)).toEqual({ '200 DI': 0.8, '503 DI,UC': 0.2 })
  expect(server).toMatchObject({ reporters: ['destination'], latencyMs: { median: 100, p95: 400 } })
})

test('what is mirrored is told by the server alone', () => {
  expect(compose({ mirrored: true })).toMatchObject([{ reporters: ['destination'], destination }])
})
