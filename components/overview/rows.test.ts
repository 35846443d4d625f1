import { describe, expect, it } from 'vitest'
import {
  buildRows,
  filterRows,
  findNewest,
  type RowColumn,
  sortRows,
  sumCounts,
} from '#components/overview/rows.ts'
import type { NamespaceSummary } from '#contract/overview.ts'
import type { HealthStatus } from '#contract/words.ts'

const summary = (name: string, more: Partial<NamespaceSummary> = {}): NamespaceSummary => ({
  cluster: 'c',
  namespace: name,
  kind: 'Namespace',
  name,
  mode: 'sidecar',
  role: 'workloads',
  readable: true,
  mtls: { mode: 'PERMISSIVE', from: 'default', reasons: [] },
  workloads: 1,
  services: 1,
  labels: {},
  ...more,
})

const none = { failing: 0, degraded: 0, notReady: 0, unknown: 0, idle: 0, healthy: 0 }
const health = (namespaces: Record<string, Partial<Record<HealthStatus, number>>>) => ({
  asOf: '2026-01-01T00:00:00Z',
  rangeSeconds: 60,
  ailments: [],
  ailmentsTotal: 0,
  notices: [],
  namespaces: Object.entries(namespaces).map(([namespace, counts]) => ({
    cluster: 'c',
    namespace,
    status: 'healthy' as const,
    counts: { ...none, ...counts },
  })),
})
const traffic = (namespaces: Record<string, (number | null)[]>) => ({
  asOf: '2026-01-01T00:00:00Z',
  rangeSeconds: 600,
  stepSeconds: 15,
  notices: [],
  namespaces: Object.entries(namespaces).map(([namespace, requestsPerSecond]) => ({
    cluster: 'c',
    namespace,
    direction: 'in' as const,
    requestsPerSecond,
    errorsPerSecond: requestsPerSecond.map((value) => (value === null ? null : 0)),
  })),
})

const summaries = [
  summary('calm', { workloads: 9 }),
  summary('broken', { mode: 'ambient', labels: { team: 'pay' } }),
  summary('slow', { mtls: { mode: 'STRICT', from: 'mesh', reasons: [] } }),
  summary('kube-system', { role: 'system' }),
]
const rows = buildRows(
  summaries,
  health({
    calm: { healthy: 3 },
    broken: { failing: 1 },
    slow: { degraded: 5 },
    'kube-system': { healthy: 1 },
  }),
  traffic({ calm: [1, 2, null], slow: [9, 8, 7] }),
  [],
)

describe('the rows of the overview', () => {
  it('join the three answers, and leave absent what has not come', () => {
    const [calm, broken] = rows
    expect([calm?.requests, calm?.health?.counts.healthy]).toEqual([2, 3])
    expect([broken?.requests, broken?.traffic]).toEqual([undefined, undefined])
    expect(buildRows(summaries, undefined, undefined, ['slow']).map((row) => row.summary.name)).toEqual([
      'slow',
    ])
  })

  it.each<[RowColumn, 'ascending' | 'descending', string[]]>([
    ['health', 'ascending', ['broken', 'slow', 'calm', 'kube-system']],
    ['health', 'descending', ['kube-system', 'calm', 'slow', 'broken']],
    ['name', 'descending', ['slow', 'kube-system', 'calm', 'broken']],
    ['requests', 'descending', ['slow', 'calm', 'broken', 'kube-system']],
    ['workloads', 'descending', ['calm', 'broken', 'kube-system', 'slow']],
  ])('by %s %s', (column, direction, names) => {
    expect(sortRows(rows, column, direction).map((row) => row.summary.name)).toEqual(names)
  })

  it.each([
    ['', 4],
    ['BROK', 1],
    ['strict', 1],
    ['ambient team=pay', 1],
    ['ambient strict', 0],
  ])('filtered by %j are %i', (filter, count) => expect(filterRows(rows, filter)).toHaveLength(count))
})

it('the newest value is the last one that was measured', () => {
  expect(findNewest([1, 2, null])).toBe(2)
  expect(findNewest([null, 0])).toBe(0)
  expect(findNewest([null])).toBeUndefined()
  expect(findNewest(undefined)).toBeUndefined()
})

it('counts of all namespaces add up by state', () => {
  const { namespaces } = health({ a: { failing: 1, healthy: 2 }, b: { failing: 2 } })
  expect(sumCounts(namespaces)).toMatchObject({ failing: 3, healthy: 2, degraded: 0 })
})
