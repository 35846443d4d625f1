import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'

const STEP_SECONDS = 15

/** Twenty minutes up to now: a workload that fails one request in five, and one that does not. */
export function buildLiveSamples(nowSeconds: number): StaticMatrix {
  const start = Math.floor(nowSeconds / STEP_SECONDS) * STEP_SECONDS - 1_200
  const count = 1_200 / STEP_SECONDS
  const series = (metric: Readonly<Record<string, string>>, step: number) => ({
    metric,
    values: Array.from({ length: count }, (_, at): [number, number] => [
      start + at * STEP_SECONDS,
      at * step,
    ]),
  })
  const requests = (workload: string, code: string, step: number) =>
    series(
      {
        __name__: 'istio_requests_total',
        reporter: 'destination',
        destination_workload: workload,
        destination_workload_namespace: 'shop',
        response_code: code,
      },
      step,
    )
  return {
    scrapeIntervalSeconds: STEP_SECONDS,
    result: [
      requests('cart', '200', 80),
      requests('cart', '503', 20),
      requests('catalog', '200', 100),
      { ...series({ __name__: 'up', job: 'istiod', instance: '10.0.0.1:15014' }, 0) },
    ],
  }
}
