import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type GraphComparison,
  graphComparison,
  graphComparisonInputSchema,
  graphComparisonSchema,
} from '#contract/graph-comparison.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { parseQuery } from '#server/http/parse-input.ts'
import { compareTrafficGraphs } from '#server/usecases/compare-traffic-graphs.ts'
import { type DemoOverTime, startDemoOverTime } from '#server/usecases/stages/demo-over-time.test-support.ts'

let demo: DemoOverTime
beforeAll(async () => {
  demo = await startDemoOverTime()
}, 30_000)
afterAll(() => demo?.stop())

function compare(input: object, user = 'admin'): Promise<GraphComparison> {
  const asked = graphComparisonInputSchema.parse({ namespaces: 'bookinfo', ...input })
  return compareTrafficGraphs(asked, demo.as(user))
}

const ago = (seconds: number) => new Date(demo.nowMs() - seconds * 1_000).toISOString()
const changesOf = ({ changes }: GraphComparison, part: string) =>
  changes.filter(({ id }) => id.includes(part)).map(({ kind, change }) => `${kind} ${change}`)

describe('a comparison of the demo', () => {
  test('keeps the contract, states its thresholds, and finds a quiet mesh quiet', async () => {
    const quiet = await compare({ baseAt: ago(120) })
    expect(graphComparisonSchema.parse(quiet)).toEqual(quiet)
    expect(quiet.thresholds).toEqual({
      leastRequests: 20,
      sigmas: 3,
      failingPoints: 1,
      slowerRatio: 1.5,
      slowerMs: 10,
      moreRatio: 1.5,
      leastBytesPerSecond: 1_000,
    })
    expect(quiet.edges.length).toBeGreaterThan(5)
    expect(quiet.changes).toEqual([])
  })

  test('sees a fault and a shift that the configuration brought, and that they were taken back', async () => {
    const before = ago(0)
    const undo = await demo.apply([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'reviews', namespace: 'bookinfo' },
        spec: {
          hosts: ['reviews'],
          http: [
            {
              fault: { abort: { percentage: { value: 40 }, httpStatus: 503 } },
              route: [{ destination: { host: 'reviews', subset: 'v3' } }],
            },
          ],
        },
      },
    ])
    const after = await compare({ baseAt: before })
    expect(changesOf(after, 'reviews-v1')).toContain('edge vanished')
    expect(after.changes[0]?.change).toBe('failing')
    expect(after.changes.some(({ id, change }) => change === 'failing' && id.includes('productpage'))).toBe(
      true,
    )
    const during = ago(0)
    await undo()
    const back = await compare({ baseAt: during })
    expect(changesOf(back, 'reviews-v1')).toContain('edge appeared')
    const gone = back.edges.filter(({ difference }) => difference.change === 'vanished')
    expect(gone.some(({ difference }) => (difference.before?.errorPercent ?? 0) > 30)).toBe(true)
    expect(back.changes.some(({ change }) => change === 'failing')).toBe(false)
  })

  test('of two namespaces matches by name, and says what only one of them has', async () => {
    const both = await compare({ namespaces: 'bookinfo', baseNamespaces: 'shop' })
    expect(both.before.namespaces).toEqual(['shop'])
    expect(both.counts.appeared).toBeGreaterThan(0)
    expect(both.counts.vanished).toBeGreaterThan(0)
    const ids = new Set(both.nodes.map(({ id }) => id))
    expect(ids.size).toBe(both.nodes.length)
    for (const { source, target } of both.edges) expect(ids.has(source) && ids.has(target)).toBe(true)
    expect(new Set(both.edges.map(({ id }) => id)).size).toBe(both.edges.length)
  })
})

describe('a comparison is refused', () => {
  const moment = '2026-11-21T11:30:00Z'
  test.each<[string, object, object]>([
    ['with itself', {}, { kind: 'invalid', code: 'comparison-with-itself' }],
    ['of one moment', { at: moment, baseAt: moment }, { kind: 'invalid', code: 'comparison-with-itself' }],
    [
      'of one moment written in two ways',
      { at: moment, baseAt: '2026-11-21T12:30:00+01:00' },
      { kind: 'invalid', code: 'comparison-with-itself' },
    ],
    [
      'of a namespace with itself',
      { baseNamespaces: 'bookinfo' },
      { kind: 'invalid', code: 'comparison-with-itself' },
    ],
    ['of two with one', { baseNamespaces: 'shop,mail' }, { kind: 'invalid', code: 'comparison-uneven' }],
    ['with the future', { baseAt: '2030-01-01T00:00:00Z' }, { kind: 'invalid', code: 'moment-in-future' }],
    [
      'with what is no longer kept',
      { baseAt: '2020-01-01T00:00:00Z' },
      { kind: 'invalid', code: 'moment-not-kept' },
    ],
    ['with a namespace that is not there', { baseNamespaces: 'nowhere' }, { kind: 'not-found' }],
  ])('%s', async (_name, input, problem) => {
    await expect(compare(input)).rejects.toMatchObject(problem)
  })

  test('with a namespace that the viewer may not see, as with one that is not there', async () => {
    const refused = compare({ baseNamespaces: forbiddenNamespace }, 'editor')
    await expect(refused).rejects.toMatchObject({ kind: 'not-found', code: 'namespaces-not-found' })
  })

  test.each(['slowerRatio=0.5', 'sigmas=-1', 'leastRequests=0', 'failingPoints=101', 'nonsense=1'])(
    'with a threshold out of its bounds: %s',
    (threshold) => {
      const query = new URLSearchParams(`namespaces=shop&baseAt=2026-11-21T11:00:00Z&${threshold}`)
      expect(() => parseQuery(graphComparison, query)).toThrow(/input-invalid/)
    },
  )
})
