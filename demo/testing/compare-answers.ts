/** One answer of `/api/v1/query`, told down to what two servers must agree on. */
interface ToldAnswer {
  readonly status: number
  readonly errorType?: string
  /** By metric: the value at each time. */
  readonly series: ReadonlyMap<string, readonly (readonly [timeSeconds: number, value: number])[]>
}

/** Asks by POST. `path` is `query` or `query_range`. */
export async function askPrometheus(
  url: string,
  path: 'query' | 'query_range',
  parameters: Readonly<Record<string, string>>,
): Promise<ToldAnswer> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  })
  // The shape is that of the HTTP API's documentation; what is not there reads as undefined.
  const body = (await response.json()) as {
    errorType?: string
    data?: { resultType: string; result: unknown }
  }
  return {
    status: response.status,
    ...(body.errorType && { errorType: body.errorType }),
    series: new Map(body.data ? listSeries(body.data) : []),
  }
}

type Pair = [number, string]

function listSeries({
  resultType,
  result,
}: {
  resultType: string
  result: unknown
}): [string, [number, number][]][] {
  // A scalar and a string are one pair, a vector holds one pair per series, a matrix several.
  if (resultType === 'scalar' || resultType === 'string') return [['', [readPair(result as Pair)]]]
  const items = result as { metric: Record<string, string>; value?: Pair; values?: Pair[] }[]
  return items.map(({ metric, value, values }) => [
    JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))),
    (values ?? (value ? [value] : [])).map(readPair),
  ])
}

function readPair([time, value]: Pair): [number, number] {
  return [
    time,
    value === '+Inf' ? Number.POSITIVE_INFINITY : value === '-Inf' ? Number.NEGATIVE_INFINITY : Number(value),
  ]
}

/** Says in words where two answers differ by more than the tolerance, relative and, near zero, absolute. */
export function explainDifference(
  actual: ToldAnswer,
  expected: ToldAnswer,
  tolerance: number,
): string | undefined {
  if (actual.status !== expected.status) return `status ${actual.status}, expected ${expected.status}`
  if (actual.errorType !== expected.errorType)
    return `error ${actual.errorType}, expected ${expected.errorType}`
  for (const [metric, points] of expected.series) {
    const own = actual.series.get(metric)
    if (!own) return `no series ${metric}`
    if (own.length !== points.length) return `${own.length} points in ${metric}, expected ${points.length}`
    for (const [at, [time, value]] of points.entries()) {
      const [ownTime, ownValue] = own[at] ?? [Number.NaN, Number.NaN]
      if (Math.abs(time - ownTime) > 0.0005) return `time ${ownTime} in ${metric}, expected ${time}`
      if (!isClose(ownValue, value, tolerance)) return `${ownValue} in ${metric}, expected ${value}`
    }
  }
  const extra = [...actual.series.keys()].find((metric) => !expected.series.has(metric))
  return extra === undefined ? undefined : `series too many: ${extra}`
}

function isClose(a: number, b: number, tolerance: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b)
  if (a === b) return true
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}
