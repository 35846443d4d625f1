import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listPairs, readLabel } from '#demo/prometheus/promql/labels.ts'
import { buildMatcher } from '#demo/prometheus/promql/matchers.ts'
import { Points } from '#demo/prometheus/samples/sample-source.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { buildWorldSource } from '#demo/prometheus/samples/world-source.ts'
import { buildWorld } from '#demo/world/build-world.ts'

const NOW_MS = Date.UTC(2026, 10, 21, 12)
const world = buildWorld({ seed: 1, nowMs: NOW_MS })
const source = buildWorldSource(world, { nowMs: () => NOW_MS })
const cases = new URL('../../../../shared/graph-cases/samples.json', import.meta.url)

const select = (name: string, labels: Record<string, string> = {}) => [
  ...source.select(
    Object.entries({ __name__: name, ...labels }).map(([label, value]) => buildMatcher(label, '=', value)),
  ),
]

/** Added by the scrape, or only where an operation is configured: not written by a proxy. */
const NOT_OF_PROXIES = new Set(['app', 'instance', 'job', 'namespace', 'pod', 'request_operation'])

test.skipIf(!existsSync(cases))(
  'each reporter and protocol writes the labels that a real proxy wrote (skipped without ../shared/graph-cases)',
  () => {
    // The file's README gives this shape.
    const real = JSON.parse(readFileSync(cases, 'utf8')) as StaticMatrix
    const describeLabels = (pairs: readonly string[]) =>
      pairs.filter((label) => !NOT_OF_PROXIES.has(label)).sort()
    const known = new Map(
      real.result.map(({ metric }) => [
        [metric['__name__'], metric['reporter'], metric['request_protocol']].join(),
        describeLabels(Object.keys(metric)),
      ]),
    )
    let compared = 0
    for (const series of source.select([buildMatcher('reporter', '!=', '')])) {
      const kind = [series.name, readLabel(series, 'reporter'), readLabel(series, 'request_protocol')].join()
      const expected = known.get(kind)
      if (!expected) continue
      compared += 1
      expect(describeLabels(listPairs(series).map(([label]) => label))).toEqual(expected)
    }
    expect(compared).toBeGreaterThan(1000)
  },
)

test('only the side where a connection ends knows how it was secured', () => {
  const policies = (labels: Record<string, string>) =>
    new Set(select('istio_requests_total', labels).map((one) => readLabel(one, 'connection_security_policy')))
  expect(policies({ reporter: 'source' })).toEqual(new Set(['unknown']))
  expect(policies({ reporter: 'destination' })).toEqual(new Set(['mutual_tls', 'none']))
  expect(policies({ reporter: 'waypoint' })).toEqual(new Set(['mutual_tls']))
})

test('ztunnel reports both ends of a connection between ambient workloads, under its own app', () => {
  const series = select('istio_tcp_sent_bytes_total', { app: 'ztunnel' })
  expect(new Set(series.map((one) => readLabel(one, 'reporter')))).toEqual(new Set(['source', 'destination']))
  const policies = series.map((one) => [
    readLabel(one, 'response_flags'),
    readLabel(one, 'connection_security_policy'),
  ])
  expect(new Set(policies.map(String))).toEqual(new Set(['-,mutual_tls', 'DENY,unknown']))
})

test('a client without a proxy is unknown in every part', () => {
  const [series] = select('istio_requests_total', { source_workload: 'unknown' })
  for (const label of [
    'app',
    'canonical_revision',
    'cluster',
    'principal',
    'version',
    'workload_namespace',
  ]) {
    expect(series && readLabel(series, `source_${label}`)).toBe('unknown')
  }
})

test('counters never fall and histograms rise from bound to bound at every scrape of the hour', () => {
  const points = new Points()
  const buckets = select('istio_request_duration_milliseconds_bucket', {
    destination_workload: 'payment-v2',
    reporter: 'destination',
    response_code: '200',
  })
  expect(buckets).toHaveLength(20)
  let lower: number[] = []
  for (const series of buckets) {
    series.read(NOW_MS - 3_600_000, NOW_MS, points)
    expect(points.length).toBe(720)
    const values = [...points.values.subarray(0, points.length)]
    expect(values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0))).toBe(true)
    expect(values.every((value, at) => value >= (lower[at] ?? 0))).toBe(true)
    lower = values
  }
})

test('two sources over one world agree to the last digit, whatever was asked before', () => {
  const twin = buildWorldSource(world, { nowMs: () => NOW_MS })
  const [own, other] = [new Points(), new Points()]
  const [first] = select('istio_requests_total')
  const [second] = twin.select([buildMatcher('__name__', '=', 'istio_requests_total')])
  first?.read(NOW_MS - 600_000, NOW_MS - 300_000, own)
  first?.read(NOW_MS - 60_000, NOW_MS, own)
  second?.read(NOW_MS - 60_000, NOW_MS, other)
  expect(own.values.subarray(0, own.length)).toEqual(other.values.subarray(0, other.length))
  expect(own.length).toBe(12)
})

test('pods that the Kubernetes side names are the ones that report', () => {
  const pods = world.workloads.map(({ namespace, name }) => ({
    namespace,
    workload: name,
    name: `${name}-own`,
    ip: '10.0.0.1',
    node: 'node-9',
    ready: true,
  }))
  const named = buildWorldSource(world, { nowMs: () => NOW_MS, pods })
  const matcher = buildMatcher('__name__', '=~', 'istio_requests_total|container_.*')
  for (const series of named.select([matcher])) expect(readLabel(series, 'pod')).toMatch(/-own$/)
})
