import { describe, expect, test } from 'vitest'
import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { nameCall } from '#demo/world/call-curve.ts'
import { formatRequestId, formatTraceId, parseTraceId } from '#demo/world/requests/identify.ts'
import {
  createRequestSource,
  type RequestSource,
  type StoryChoice,
} from '#demo/world/requests/request-source.ts'
import type { WorldRequest } from '#demo/world/requests/types.ts'
import type { WorldCall } from '#demo/world/types.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const now = nowMs / 1000
const world = buildWorld({ seed: 1, nowMs })
const pods = buildPods(world)
const open = () => createRequestSource({ world, readPods: () => pods })
const source = open()

function* walk(
  request: WorldRequest,
  parent?: WorldRequest,
): Iterable<[WorldRequest, WorldRequest | undefined]> {
  yield [request, parent]
  for (const child of request.children) yield* walk(child, request)
}

const listAll = (from: RequestSource, seconds: number, choice?: StoryChoice) =>
  Array.from({ length: seconds }, (_, index) => from.listStories(now - 400 + index, choice))
    .flat()
    .flatMap((story) => [...walk(story)])

const told = listAll(source, 240)
const byCall = Map.groupBy(told, ([{ call }]) => nameCall(call))

describe('the single requests of four minutes', () => {
  const views = new Set(
    told.map(([{ call, clientCall }]) => (call === clientCall ? '' : nameCall(clientCall))),
  )
  const counted = world.calls.filter(({ protocol }) => protocol !== 'tcp')

  test.each(counted.map((call) => [nameCall(call), call] as const))(
    'of %s are as many, with such answers and as slow, as its metrics say',
    (name, call) => {
      // What a client's proxy sees of a waypoint is told with the request behind it.
      if (views.has(name)) return
      const own = (byCall.get(name) ?? []).map(([request]) => request)
      const expected = call.perSecond * 240
      expect(Math.abs(own.length - expected)).toBeLessThan(0.09 * expected + 4.5 * Math.sqrt(expected))
      for (const outcome of call.outcomes) {
        const share = own.filter((request) => request.outcome === outcome).length / own.length
        const deviation = Math.sqrt((outcome.share * (1 - outcome.share)) / own.length)
        expect(Math.abs(share - outcome.share)).toBeLessThan(5 * deviation + 0.005)
      }
      const sorted = own.map(({ durationMs }) => durationMs).toSorted((left, right) => left - right)
      const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
      expect(middle / call.latencyMs.median).toBeGreaterThan(0.65)
      expect(middle / call.latencyMs.median).toBeLessThan(1.5)
    },
  )
})

test('a request is caused by one that reached its client, from the pod that was reached, after that began', () => {
  for (const [request, parent] of told) {
    if (!parent) continue
    expect(request.source).toBe(parent.destination)
    expect(request.call.source).toEqual(parent.call.destination)
    expect(request.startMs).toBeGreaterThan(parent.startMs)
    expect(request.story).toBe(parent.story)
  }
})

test('what is told of one workload is what is told of all, no more and no less of it', () => {
  const chosen = { workloads: ['bookinfo/ratings-v1'] }
  const key = ({ hash, startMs, durationMs, outcome }: WorldRequest) =>
    `${hash} ${startMs} ${durationMs} ${outcome.code}`
  const concerns = ({ call }: WorldRequest) => call.destination?.workload === 'ratings-v1'
  const some = listAll(source, 20, chosen).map(([request]) => request)
  const all = listAll(source, 20).map(([request]) => request)
  expect(some.length).toBeLessThan(all.length / 2)
  expect(some.filter(concerns).map(key)).toEqual(all.filter(concerns).map(key))
  expect(some.some(concerns)).toBe(true)
})

test('two sources over one world tell the same', () => {
  const tell = (from: RequestSource) =>
    listAll(from, 5).map(([{ hash, startMs, destination }]) => [hash, startMs, destination?.name])
  expect(tell(open())).toEqual(tell(source))
})

test('a trace is found by its id, whole, and nothing by an id that was made up', () => {
  const sampled = listAll(source, 30, { sampled: true }).filter(([, parent]) => !parent)
  expect(sampled.length).toBeGreaterThan(20)
  for (const [story] of sampled) {
    const id = formatTraceId(story.start)
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(parseTraceId(id)).toMatchObject({ slot: story.start.slot, turn: story.start.turn })
    expect(source.findTrace(id)).toEqual(story)
    expect(source.findTrace(`${'0'.repeat(16)}${id.slice(16)}`)).toBeUndefined()
  }
})

test('what is not sampled has no trace, and its request id says so', () => {
  const stories = source.listStories(now - 100)
  const [sampled, unsampled] = [
    stories.find((story) => story.sampled),
    stories.find((story) => !story.sampled),
  ]
  if (!sampled || !unsampled) throw new Error('a second has stories of both kinds')
  expect(source.findTrace(formatTraceId(unsampled.start))).toBeUndefined()
  expect(formatRequestId(sampled.story, true)[14]).toBe('9')
  expect(formatRequestId(unsampled.story, false)[14]).toBe('4')
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(formatRequestId(unsampled.story, false)).toMatch(uuid)
})

test('each story has its own request id', () => {
  const ids = listAll(source, 30)
    .filter(([, parent]) => !parent)
    .map(([{ story, sampled }]) => formatRequestId(story, sampled))
  expect(new Set(ids).size).toBe(ids.length)
})

test('calls that change take effect from their second on', () => {
  const changeMs = nowMs - 60_000
  const shifted = world.calls.map(
    (call): WorldCall =>
      call.destination?.workload === 'reviews-v3'
        ? { ...call, perSecond: 12 }
        : call.service.name === 'reviews'
          ? { ...call, perSecond: 0 }
          : call,
  )
  const readCalls = (timeMs: number) => (timeMs < changeMs ? world.calls : shifted)
  const changing = createRequestSource({ world, readPods: () => pods, readCalls })
  const versions = (slot: number) =>
    new Set(
      changing
        .listStories(slot, { workloads: ['bookinfo/productpage-v1'] })
        .flatMap((story) => [...walk(story)])
        .filter(([{ call }]) => call.service.name === 'reviews')
        .map(([{ call }]) => call.destination?.workload),
    )
  expect(versions(changeMs / 1000 - 2).size).toBeGreaterThan(1)
  expect(versions(changeMs / 1000 + 1)).toEqual(new Set(['reviews-v3']))
})

test('a workload without a ready pod serves nothing, and a pod that goes leaves the requests of others where they were', () => {
  const productpages = pods.filter(({ workload }) => workload === 'productpage-v1')
  const [gone] = productpages
  const fewer = createRequestSource({ world, readPods: () => fewerPods })
  const fewerPods = pods.filter((pod) => pod !== gone)
  const serve = (from: RequestSource) =>
    listAll(from, 10)
      .filter(([{ call }]) => call.destination?.workload === 'productpage-v1')
      .map(([{ destination }]) => destination?.name)
  const [before, after] = [serve(source), serve(fewer)]
  expect(after).toHaveLength(before.length)
  before.forEach((name, index) => {
    expect(after[index]).toBe(name === gone?.name ? productpages[1]?.name : name)
  })
  const none = createRequestSource({ world, readPods: () => noPods })
  const noPods = pods.map((pod) => ({ ...pod, ready: false }))
  expect(none.listStories(now - 100).every(({ destination }) => destination === undefined)).toBe(true)
})

test('a delay and a second try are one request of the client, and the tries of the server within it', () => {
  const changed = world.calls.flatMap((call): WorldCall[] => {
    if (call.destination?.workload !== 'details-v1') return [call]
    const outcomes = [
      { code: '200', flags: '-', share: 0.6 },
      { code: '503', flags: 'UC', share: 0.4 },
    ]
    const well = [{ code: '200', flags: 'DI', share: 1 }]
    return [
      { ...call, reporters: ['source'], outcomes: well, latencyMs: { median: 2_004, p95: 2_009 } },
      { ...call, reporters: ['destination'], outcomes, perSecond: call.perSecond * 1.4 },
    ]
  })
  const retrying = createRequestSource({ world, readPods: () => pods, readCalls: () => changed })
  const own = listAll(retrying, 60, { workloads: ['bookinfo/details-v1'] }).filter(
    ([{ call }]) => call.service.name === 'details',
  )
  const clients = own.filter(([{ call }]) => String(call.reporters) === 'source').map(([request]) => request)
  const tries = own.filter(([{ call }]) => String(call.reporters) === 'destination')
  expect(clients.length).toBeGreaterThan(600)
  expect(tries.length / clients.length).toBeCloseTo(1.4, 1)
  for (const { children, startMs, durationMs } of clients) {
    for (const child of children) {
      expect(child.startMs).toBeGreaterThanOrEqual(startMs)
      expect(child.startMs + child.durationMs).toBeLessThanOrEqual(startMs + durationMs + 0.001)
    }
  }
  for (const [request, parent] of tries) expect(parent?.children).toContain(request)
  const repeated = clients.filter(({ children }) => children.length === 2)
  expect(repeated.length).toBeGreaterThan(100)
  for (const { children } of repeated) {
    expect(children.map(({ outcome }) => outcome.code)).toEqual(['503', '200'])
  }
  expect(clients.every(({ children }) => children.at(-1)?.outcome.code === '200')).toBe(true)
})
