import type { LogSubject } from '#components/logs/url.ts'
import type { CallInput } from '#contract/define-call.ts'
import type { LogLine } from '#contract/logs.ts'
import type { MetricPoints, metricPoints } from '#contract/metric-points.ts'

/** The container that spans stand under: no pod has written them. */
export const spanContainer = 'spans'
/** How far back they are asked for, from now or from the moment that the lines end at. */
const rangeSeconds = 900

export type Direction = 'in' | 'out'

/** What is asked for the spans of a log; undefined for one pod's, which no store can be asked for alone. */
export function buildSpanQuestion(
  { namespace, workload, app, pod }: LogSubject,
  direction: Direction,
  at: string | undefined,
): CallInput<typeof metricPoints> | undefined {
  if (pod !== undefined) return undefined
  const whose =
    workload !== undefined
      ? { kind: 'workload' as const, name: workload }
      : app !== undefined
        ? { kind: 'application' as const, name: app }
        : { kind: 'namespace' as const }
  return { ...whose, namespace, direction, rangeSeconds, ...(at === undefined ? {} : { at }) }
}

/**
 * Spans as lines of key=value, which are found, hidden and opened like any other: their trace is linked as that of a
 * line that names one.
 */
export function formatSpanLines(points: MetricPoints['points'], direction: Direction): readonly LogLine[] {
  return points
    .filter(({ source }) => source === 'span')
    .map(({ at, durationMs, failed, traceId }) => ({
      time: at,
      pod: '',
      container: spanContainer,
      text: [
        `level=${failed ? 'error' : 'info'}`,
        `msg="request ${direction === 'in' ? 'received' : 'sent'}${failed ? ', failed' : ''}"`,
        `duration_ms=${Number(durationMs.toFixed(1))}`,
        `trace_id=${traceId}`,
      ].join(' '),
    }))
}
