/** One row of the table. `{trace}` is a trace that both hold, `{window}` and `{window3}` the time of all of them. */
export interface TracingRow {
  readonly path: string
  /** Why Jaeger 2.13 answers otherwise than the 2.20 that the demo is like; then it must. */
  readonly older?: string
}

const window = '{window}'
const search = `/api/traces?${window}`
const search3 = '/api/v3/traces?{window3}'
const rows = (paths: readonly string[], older?: string): readonly TracingRow[] =>
  paths.map((path) => ({ path, ...(older ? { older } : {}) }))

export const tracingRows: readonly TracingRow[] = [
  ...rows([
    '/api/services/reviews.bookinfo/operations',
    '/api/services/nothing/operations',
    '/api/operations?service=reviews.bookinfo',
    '/api/operations?service=reviews.bookinfo&spanKind=server',
    '/api/operations?service=nothing',
    '/api/operations',
    '/api/traces/{trace}',
    '/api/traces/0123',
    `${search}&service=reviews.bookinfo&limit=1000`,
    `${search}&service=frontend.shop&limit=1000`,
    `${search}&service=nothing&limit=10`,
    `${search}&service=reviews.bookinfo&operation=reviews.bookinfo.svc.cluster.local:9080/*&limit=1000`,
    `${search}&service=checkout.shop&limit=1000&minDuration=50ms`,
    `${search}&service=checkout.shop&limit=1000&maxDuration=100ms`,
    `${search}&service=payment.shop&limit=1000&tags=%7B%22http.status_code%22:%22200%22%7D`,
    `${search}&service=reviews.bookinfo&limit=1000&tags=%7B%22error%22:%22true%22%7D`,
    `${search}&service=reviews.bookinfo&minDuration=abc`,
    `${search}&service=reviews.bookinfo&limit=x`,
    `${search}&service=reviews.bookinfo&tags=nothing`,
    `${search}&service=reviews.bookinfo&tags=%7Boops`,
    `${search}&service=reviews.bookinfo&tags=x`,
    '/api/traces?service=reviews.bookinfo&start=x',
    '/api/traces?traceID={trace}',
    '/api/traces?traceID=0123',
    '/api/traces',
    '/api/dependencies?endTs=1&lookback=1',
    '/api/v3/operations?service=reviews.bookinfo',
    '/api/v3/operations?service=reviews.bookinfo&span_kind=client',
    '/api/v3/traces/{trace}',
    '/api/v3/traces/0123',
    `${search3}&query.service_name=reviews.bookinfo&query.search_depth=1000&query.num_traces=1000`,
    `${search3}&query.service_name=nothing&query.search_depth=10&query.num_traces=10`,
    `${search3}&query.service_name=checkout.shop&query.search_depth=1000&query.num_traces=1000&query.duration_min=50ms`,
  ]),
  ...rows(['/api/traces/nope', '/api/v3/traces/nope'], '2.13 words a wrong id in another way'),
  ...rows(
    ['/api/v3/traces', '/api/v3/trace-summaries'],
    '2.13 writes parameters with underscores, and has no summaries',
  ),
  ...rows(['/api/dependencies'], '2.13 does not want to be told until when'),
  ...rows(['/api/metrics/latencies?service=x'], '2.13 looks at the parameters first'),
]
