import { describe, expect, it } from 'vitest'
import { chooseSteps } from '#server/mesh/promql/namespace-traffic-queries.ts'
import { foldNamespaceTraffic, type Series } from '#server/mesh/traffic/fold-namespace-traffic.ts'

const steps = { startSeconds: 100, endSeconds: 130, stepSeconds: 15, rateSeconds: 60 }

function series(labels: Readonly<Record<string, string>>, ...points: [number, number][]): Series {
  return { metric: { request_protocol: 'http', destination_cluster: 'Kubernetes', ...labels }, points }
}

const own = (code: string, ...points: [number, number][]) =>
  series({ destination_workload_namespace: 'shop', response_code: code }, ...points)
/** What callers tell; `to` is where a workload answered, `service` whose service it was for. */
const called = (
  ends: { from?: string; to?: string; service?: string },
  code: string,
  ...points: [number, number][]
) =>
  series(
    {
      source_cluster: 'Kubernetes',
      source_workload_namespace: ends.from ?? 'unknown',
      destination_workload_namespace: ends.to ?? 'unknown',
      destination_service_namespace: ends.service ?? ends.to ?? 'unknown',
      response_code: code,
    },
    ...points,
  )

const fold = (answers: { own?: Series[]; callers?: Series[] }) =>
  foldNamespaceTraffic({ own: [], callers: [], ...answers }, steps, 'here')

const tell = (answer: ReturnType<typeof fold>) =>
  answer.map((one) => [one.namespace, one.direction, one.requestsPerSecond[0], one.errorsPerSecond[0]])

describe('the traffic of namespaces over time', () => {
  it('adds codes up, counts 4xx and 5xx as errors, and leaves gaps where nothing was measured', () => {
    const [shop] = fold({ own: [own('200', [100, 4], [130, 6]), own('503', [130, 2])] })
    expect(shop).toMatchObject({
      cluster: 'Kubernetes',
      namespace: 'shop',
      direction: 'in',
      requestsPerSecond: [4, null, 8],
      errorsPerSecond: [0, null, 2],
    })
  })

  it('counts once what both sides tell, and believes callers only of namespaces without proxies', () => {
    const answer = fold({
      own: [own('200', [100, 4])],
      callers: [
        called({ from: 'shop', to: 'shop' }, '200', [100, 4]),
        called({ from: 'shop', to: 'legacy' }, '500', [100, 3]),
      ],
    })
    expect(tell(answer)).toEqual([
      ['legacy', 'in', 3, 3],
      ['shop', 'in', 4, 0],
    ])
  })

  it('counts what no workload answered as a request and an error, but not what succeeded elsewhere', () => {
    const answer = fold({
      own: [own('200', [100, 4])],
      callers: [called({ service: 'shop' }, '503', [100, 1]), called({ service: 'shop' }, '200', [100, 50])],
    })
    expect(tell(answer)).toEqual([['shop', 'in', 5, 1]])
  })

  it('tells what a namespace sends only where nothing goes in', () => {
    const answer = fold({
      own: [own('200', [100, 4])],
      callers: [
        called({ from: 'ingress', to: 'shop' }, '200', [100, 7]),
        called({ from: 'shop', to: 'shop' }, '200', [100, 9]),
      ],
    })
    expect(tell(answer)).toEqual([
      ['ingress', 'out', 7, 0],
      ['shop', 'in', 4, 0],
    ])
  })

  it('counts a gRPC status other than 0 as an error', () => {
    const grpc = (status: string) =>
      series(
        {
          destination_workload_namespace: 'shop',
          request_protocol: 'grpc',
          response_code: '200',
          grpc_response_status: status,
        },
        [100, 1],
      )
    expect(fold({ own: [grpc('0'), grpc('14')] })[0]?.errorsPerSecond[0]).toBe(1)
  })

  it('leaves out NaN, points off the grid and namespaces that telemetry cannot name', () => {
    const answer = fold({
      own: [
        own('200', [100, Number.NaN], [90, 3], [145, 3]),
        series({ destination_workload_namespace: 'unknown', response_code: '200' }, [100, 1]),
      ],
    })
    expect(answer).toHaveLength(1)
    expect(answer[0]?.requestsPerSecond).toEqual([null, null, null])
  })

  it('names the cluster of series that name none', () => {
    const nameless = series(
      { destination_cluster: 'unknown', destination_workload_namespace: 'shop' },
      [100, 1],
    )
    expect(fold({ own: [nameless] })[0]?.cluster).toBe('here')
  })
})

describe('the points of a sparkline', () => {
  it.each([
    ['ten minutes at a scrape of 15 s', 600, 15, { stepSeconds: 20, rateSeconds: 60 }, 31],
    ['ten minutes at a scrape of a minute', 600, 60, { stepSeconds: 60, rateSeconds: 240 }, 11],
    ['a day at a scrape of 15 s', 86_400, 15, { stepSeconds: 2_880, rateSeconds: 2_895 }, 31],
    ['thirty seconds at a scrape of a minute', 30, 60, { stepSeconds: 60, rateSeconds: 240 }, 2],
  ])(
    'are at most thirty-one and never closer than a scrape: %s',
    (_what, range, scrape, expected, points) => {
      const chosen = chooseSteps(range, 1_000_007, scrape)
      expect(chosen).toMatchObject(expected)
      expect((chosen.endSeconds - chosen.startSeconds) / chosen.stepSeconds + 1).toBe(points)
      expect(chosen.endSeconds % scrape).toBe(0)
    },
  )
})
