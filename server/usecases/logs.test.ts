import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LogEvent, type LogsInput, logEventSchema, logs, logsInputSchema } from '#contract/logs.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { readLogs } from '#server/usecases/read-logs.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'
import { streamLogs } from '#server/usecases/stream-logs.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
})
afterAll(() => demo?.stop())

const ask = (input: Record<string, unknown>): LogsInput => logsInputSchema.parse(input)
const reviews = ask({ namespace: 'bookinfo', workload: 'reviews-v1', tailLines: 40 })

/** Follows until `isEnough` says so. */
async function follow(
  input: LogsInput,
  user: Parameters<DemoContext['as']>[0],
  isEnough: (events: readonly LogEvent[]) => boolean,
): Promise<readonly LogEvent[]> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)])
  const events: LogEvent[] = []
  for await (const event of await streamLogs(input, demo.as(user, { signal }))) {
    events.push(logEventSchema.parse(event))
    if (isEnough(events)) break
  }
  stop.abort()
  return events
}
const linesOf = (events: readonly LogEvent[]) =>
  events.flatMap((event) => (event.type === 'lines' ? event.lines : []))

describe('the log of a workload', () => {
  it('is the newest lines of all its containers, by time, as the contract says', async () => {
    const answer = logs.output.parse(await readLogs(reviews, demo.as('admin')))
    expect(answer.lines).toHaveLength(40)
    expect(new Set(answer.lines.map(({ container }) => container)).size).toBeGreaterThan(1)
    const times = answer.lines.map(({ time }) => time)
    expect(times).toEqual([...times].sort())
    expect(answer.sources.every(({ state }) => state === 'open')).toBe(true)
    expect(new Set(answer.sources.map(({ role }) => role))).toEqual(new Set(['application', 'proxy']))
  })

  it('is of the containers, pod or application that was asked for', async () => {
    const proxies = await readLogs({ ...reviews, containers: ['istio-proxy'] }, demo.as('admin'))
    expect(new Set(proxies.lines.map(({ container }) => container))).toEqual(new Set(['istio-proxy']))
    const [first] = proxies.sources
    const pod = await readLogs(ask({ namespace: 'bookinfo', pod: first?.pod ?? '' }), demo.as('admin'))
    expect(new Set(pod.lines.map((line) => line.pod))).toEqual(new Set([first?.pod]))
    const app = await readLogs(ask({ namespace: 'bookinfo', app: 'reviews' }), demo.as('admin'))
    expect(new Set(app.sources.map((source) => source.pod)).size).toBeGreaterThan(proxies.sources.length)
  })

  it('holds nothing from before `since` or after `until`', async () => {
    const untilMs = Date.now() - 20_000
    const [since, until] = [new Date(untilMs - 10_000).toISOString(), new Date(untilMs).toISOString()]
    const { lines } = await readLogs({ ...reviews, since, until }, demo.as('admin'))
    expect(lines.length).toBeGreaterThan(0)
    for (const { time } of lines) {
      expect(Date.parse(time)).toBeGreaterThanOrEqual(Math.floor((untilMs - 10_000) / 1000) * 1000)
      expect(Date.parse(time)).toBeLessThan(untilMs)
    }
  })

  it.each([
    ['a workload that is not there', { namespace: 'bookinfo', workload: 'nothing' }, 'workload-not-found'],
    ['an application that is not there', { namespace: 'bookinfo', app: 'nothing' }, 'app-not-found'],
    ['a pod that is not there', { namespace: 'bookinfo', pod: 'nothing' }, 'pod-not-found'],
    [
      'a container that is not there',
      { namespace: 'bookinfo', app: 'reviews', containers: 'none' },
      'logs-no-container',
    ],
    ['a namespace that is not there', { namespace: 'nothing' }, 'logs-no-pods'],
  ])('is not found for %s', async (_, input, code) => {
    await expect(readLogs(ask(input), demo.as('admin'))).rejects.toMatchObject({ kind: 'not-found', code })
    await expect(streamLogs(ask(input), demo.as('admin'))).rejects.toMatchObject({ kind: 'not-found', code })
  })

  it('is as if not there for who may not look into the namespace', async () => {
    for (const [user, namespace] of [
      ['editor', 'shop'],
      ['auditor', forbiddenNamespace],
      ['nobody', 'bookinfo'],
    ] as const)
      await expect(readLogs(ask({ namespace }), demo.as(user))).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('tells of a container that cannot be read, and the others all the same', async () => {
    const answer = await readLogs({ ...reviews, previous: true }, demo.as('admin'))
    expect(answer.sources.every(({ state }) => state === 'failed')).toBe(true)
    expect(answer.sources[0]?.problem).toMatchObject({
      ...{ kind: 'invalid', code: 'log-no-previous' },
      text: 'The container did not run before',
    })
  })
})

describe('a live log', () => {
  it('tells each line once, the same that are read afterwards', async () => {
    const input = { ...reviews, tailLines: 5 }
    const events = await follow(input, 'admin', (events) => linesOf(events).length >= 60)
    const told = linesOf(events).map(({ time, pod, container, text }) =>
      [time, pod, container, text].join(' '),
    )
    expect(new Set(told).size).toBe(told.length)
    const after = await readLogs({ ...reviews, tailLines: 1_000 }, demo.as('admin'))
    const written = new Set(
      after.lines.map(({ time, pod, container, text }) => [time, pod, container, text].join(' ')),
    )
    expect(told.filter((line) => !written.has(line))).toEqual([])
    // Between the first and the last line of a container nothing may be missing.
    for (const { pod, container } of after.sources) {
      const own = linesOf(events).filter((line) => line.pod === pod && line.container === container)
      const [first, last] = [own[0]?.time, own.at(-1)?.time]
      if (first === undefined || last === undefined) continue
      const between = after.lines.filter(
        (line) => line.pod === pod && line.container === container && line.time >= first && line.time <= last,
      )
      expect([pod, container, own.length]).toEqual([pod, container, between.length])
    }
  }, 60_000)

  it('goes on from a moment: nothing before it, and everything since', async () => {
    const input = { ...reviews, tailLines: 2_000 }
    const before = await readLogs(input, demo.as('admin'))
    const since = new Date(Date.now() - 20_000).toISOString()
    const name = ({ time, pod, container, text }: (typeof before.lines)[number]) =>
      [time, pod, container, text].join(' ')
    const missed = before.lines.filter(({ time }) => time >= since.replace('Z', '')).map(name)
    expect(missed.length).toBeGreaterThan(0)
    // Alone, and with one who follows already and whose lines are kept.
    for (const _ of [1, 2]) {
      const events = await follow({ ...input, since }, 'admin', (all) => {
        const told = new Set(linesOf(all).map(name))
        return missed.every((line) => told.has(line))
      })
      const told = linesOf(events)
      expect(told.filter(({ time }) => time < since.replace('Z', ''))).toEqual([])
      expect(new Set(told.map(name)).size).toBe(told.length)
    }
  })

  it('says of each container how it stands, to who joins one that is followed already too', async () => {
    const areOpen = (all: readonly LogEvent[]) =>
      all.some((event) => event.type === 'sources' && event.sources.every(({ state }) => state === 'open'))
    for (const _ of [1, 2]) expect(areOpen(await follow(reviews, 'admin', areOpen))).toBe(true)
  })

  it('is the same for a second reader who joins later', async () => {
    const enough = (events: readonly LogEvent[]) => linesOf(events).length >= 30
    const [first, second] = await Promise.all([
      follow({ ...reviews, tailLines: 20 }, 'admin', (events) => linesOf(events).length >= 60),
      follow({ ...reviews, tailLines: 10 }, 'admin', enough),
    ])
    const told = linesOf(second).map(({ time, text }) => `${time} ${text}`)
    expect(new Set(told).size).toBe(told.length)
    const known = new Set(linesOf(first).map(({ time, text }) => `${time} ${text}`))
    expect(told.filter((line) => known.has(line)).length).toBeGreaterThan(10)
  })

  it.each([
    ['previous', { previous: true }],
    ['until', { until: '2026-01-01T00:00:00Z' }],
  ])('refuses %s, which only the past has', async (path, more) => {
    await expect(streamLogs({ ...reviews, ...more }, demo.as('admin'))).rejects.toMatchObject({
      code: 'logs-live-past',
      issues: [{ path }],
    })
  })
})
