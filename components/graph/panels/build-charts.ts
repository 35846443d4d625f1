import type { GraphHistory, GraphHistoryLine } from '#contract/graph-history.ts'

export type ChartSeriesId =
  | 'requests'
  | 'errors'
  | 'avg'
  | 'p50'
  | 'p95'
  | 'p99'
  | 'sent'
  | 'returned'
  | 'messagesSent'
  | 'messagesReceived'

export interface ChartSeries {
  readonly id: ChartSeriesId
  /** Oldest first, one per step; null where nothing was measured. */
  readonly values: readonly (number | null)[]
}

export interface HistoryChart {
  readonly kind: 'requests' | 'latency' | 'bytes' | 'messages'
  readonly direction: 'in' | 'out' | undefined
  readonly protocol: GraphHistoryLine['protocol']
  readonly series: readonly ChartSeries[]
}

type Values = readonly (number | null)[] | undefined

/**
 * The charts of a history: for each protocol and direction its requests with errors, its latencies, its bytes and its
 * messages, as far as any of it was measured. Errors are told in requests a second, on the scale of the requests.
 */
export function buildCharts(
  { lines }: Pick<GraphHistory, 'lines'>,
  direction: 'total' | 'in' | 'out',
): readonly HistoryChart[] {
  return lines
    .filter((line) => direction === 'total' || line.direction === undefined || line.direction === direction)
    .flatMap((line) => {
      const { protocol } = line
      const chart = (kind: HistoryChart['kind'], all: Readonly<Partial<Record<ChartSeriesId, Values>>>) => ({
        kind,
        protocol,
        direction: line.direction,
        series: listMeasured(all),
      })
      return [
        chart('requests', { requests: line.requestsPerSecond, errors: countErrors(line) }),
        chart('latency', {
          avg: line.latencyMsAvg,
          p50: line.latencyMsP50,
          p95: line.latencyMsP95,
          p99: line.latencyMsP99,
        }),
        chart('bytes', { sent: line.bytesPerSecond, returned: line.bytesReturnedPerSecond }),
        chart('messages', {
          messagesSent: line.messagesSentPerSecond,
          messagesReceived: line.messagesReceivedPerSecond,
        }),
      ]
    })
    .filter(({ series }) => series.length > 0)
}

function countErrors({ requestsPerSecond, errorPercent }: GraphHistoryLine): Values {
  return requestsPerSecond?.map((requests, at) => {
    const percent = errorPercent?.[at]
    return requests === null || percent === null || percent === undefined ? null : (requests * percent) / 100
  })
}

function listMeasured(all: Readonly<Partial<Record<ChartSeriesId, Values>>>): readonly ChartSeries[] {
  // The record's keys are typed by its parameter.
  return (Object.entries(all) as [ChartSeriesId, Values][]).flatMap(([id, values]) =>
    values?.some((value) => value !== null && Number.isFinite(value)) ? [{ id, values }] : [],
  )
}

/** The newest and the largest measured value; undefined where nothing was measured at the end. */
export function sumUp(values: readonly (number | null)[]): { now: number | undefined; most: number } {
  const measured = values.filter((value) => value !== null)
  return { now: values.at(-1) ?? undefined, most: Math.max(0, ...measured) }
}
