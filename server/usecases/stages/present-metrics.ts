import type { Measure, MetricChart, MetricSeries } from '#contract/metrics.ts'
import type { Config } from '#server/config/schema.ts'
import type { BuiltChart, ChartLine } from '#server/mesh/metrics/build-charts.ts'
import { linkGrafana, linkPerses, linkPrometheus } from '#server/mesh/metrics/link-elsewhere.ts'
import type { ChosenSteps } from '#server/usecases/stages/choose-metrics-steps.ts'

const units: Readonly<Record<Measure, MetricChart['unit']>> = {
  requests: 'requestsPerSecond',
  errors: 'requestsPerSecond',
  duration: 'milliseconds',
  requestSize: 'bytes',
  responseSize: 'bytes',
  throughput: 'bytesPerSecond',
  tcpBytes: 'bytesPerSecond',
  tcpConnections: 'connectionsPerSecond',
  grpcMessages: 'messagesPerSecond',
}

interface Shown {
  readonly measure: Measure
  readonly promql: string
  readonly times: ChosenSteps
  readonly config: Pick<Config, 'VARDIA_PROMETHEUS_URL' | 'VARDIA_GRAFANA_URL' | 'VARDIA_PERSES_URL'>
}

/** A chart as the contract has it, with the way to the same question elsewhere. */
export function presentChart(
  { lines, unshown }: BuiltChart,
  { measure, promql, times, config }: Shown,
): MetricChart {
  return {
    measure,
    unit: units[measure],
    series: lines.map(presentLine),
    unshown,
    promql,
    ...presentLinks({ promql, times, config }),
  }
}

/** The same question on the pages of others, of those that are known. */
export function presentLinks({ promql, times, config }: Omit<Shown, 'measure'>) {
  const range = { fromMs: times.steps.startSeconds * 1_000, toMs: times.steps.endSeconds * 1_000 }
  const prometheusHref = linkPrometheus(config.VARDIA_PROMETHEUS_URL, promql, range)
  const grafanaHref = linkGrafana(config.VARDIA_GRAFANA_URL, promql, range)
  const persesHref = linkPerses(config.VARDIA_PERSES_URL, promql, range)
  return {
    ...(prometheusHref && { prometheusHref }),
    ...(grafanaHref && { grafanaHref }),
    ...(persesHref && { persesHref }),
  }
}

export function presentLine({ labels, statistic, withheld, values, previous }: ChartLine): MetricSeries {
  return {
    labels: { ...labels },
    // Statistics are named by the queries, in the contract's words.
    ...(statistic === undefined ? {} : { statistic: statistic as NonNullable<MetricSeries['statistic']> }),
    ...(withheld && { withheld }),
    values,
    ...(previous && { previous }),
  }
}
