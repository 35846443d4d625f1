import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import { FLAGS } from '#demo/prometheus/http/flags.ts'
import { readMetadataLimit } from '#demo/prometheus/http/parameters.ts'
import { buildMatcher } from '#demo/prometheus/promql/matchers.ts'
import type { ListExemplars } from '#demo/prometheus/samples/exemplars.ts'
import type { SampleSource } from '#demo/prometheus/samples/sample-source.ts'
import { Points } from '#demo/prometheus/samples/sample-source.ts'

/** The release whose behaviour the demo follows. */
const PROMETHEUS_VERSION = '3.7.3'

export interface ServerFacts {
  readonly source: SampleSource
  readonly startedMs: number
  readonly nowMs: () => number
  /** Absent of one that keeps no exemplars, which is Prometheus' default. */
  readonly listExemplars?: ListExemplars
  /** As `--storage.tsdb.retention.time` would say it. */
  readonly retention: string
}

/** `/api/v1/metadata`, with `limit` and `metric`. */
export function answerMetadata({ source }: ServerFacts, params: URLSearchParams): Answer {
  const wanted = params.get('metric')
  const entries = [...source.metadata]
    .filter(([name]) => !wanted || name === wanted)
    .slice(0, readMetadataLimit(params))
    .map(([name, { type, help }]) => [name, [{ type, help, unit: '' }]])
  return answerData(Object.fromEntries(entries))
}

export function answerBuildInfo(): Answer {
  return answerData({
    version: PROMETHEUS_VERSION,
    revision: 'demo',
    branch: 'HEAD',
    buildUser: 'vardia-demo',
    buildDate: '20261101-00:00:00',
    goVersion: 'go1.25.3',
  })
}

export function answerRuntimeInfo({ startedMs, nowMs, retention }: ServerFacts): Answer {
  return answerData({
    startTime: new Date(startedMs).toISOString(),
    CWD: '/prometheus',
    hostname: 'demo',
    serverTime: new Date(nowMs()).toISOString(),
    reloadConfigSuccess: true,
    lastConfigTime: new Date(startedMs).toISOString(),
    corruptionCount: 0,
    goroutineCount: 42,
    GOMAXPROCS: 2,
    GOMEMLIMIT: Number.MAX_SAFE_INTEGER,
    GOGC: '75',
    GODEBUG: '',
    storageRetention: retention,
  })
}

/** `/api/v1/status/flags`: the defaults, but for how long samples are kept. */
export function answerFlags({ retention }: ServerFacts): Answer {
  return answerData({ ...FLAGS, 'storage.tsdb.retention.time': retention })
}

/** `/api/v1/status/config`: the scrape interval is what matters to a console. */
export function answerConfig({ source }: ServerFacts): Answer {
  const seconds = `${source.scrapeIntervalSeconds}s`
  const job = (name: string) =>
    [
      `- job_name: ${name}`,
      '  honor_timestamps: true',
      `  scrape_interval: ${seconds}`,
      `  scrape_timeout: ${seconds}`,
      '  metrics_path: /metrics',
      '  scheme: http',
      '',
    ].join('\n')
  const yaml = [
    'global:',
    `  scrape_interval: ${seconds}`,
    `  scrape_timeout: ${seconds}`,
    `  evaluation_interval: ${seconds}`,
    'rule_files:',
    '- /etc/prometheus/rules/*.yml',
    'scrape_configs:',
    ...listJobs(source).map((name) => job(name).trimEnd()),
    '',
  ].join('\n')
  return answerData({ yaml })
}

function listJobs(source: SampleSource): string[] {
  const jobs = new Set<string>()
  for (const { labels } of source.listFamilies([buildMatcher('job', '!=', '')])) jobs.add(labels.get('job'))
  return [...jobs].sort()
}

/** `/api/v1/targets`: one for each `up` series. */
export function answerTargets({ source, nowMs }: ServerFacts, params: URLSearchParams): Answer {
  if (params.get('state') === 'dropped') {
    return answerData({ activeTargets: [], droppedTargets: [], droppedTargetCounts: countDropped(source) })
  }
  const points = new Points()
  const now = nowMs()
  const activeTargets = [...source.select([buildMatcher('__name__', '=', 'up')])].map((series) => {
    series.readLast(now - 300_000, now, points)
    const labels = Object.fromEntries(
      series.labels.names.map((name, at) => [name, series.labels.values[at] ?? '']),
    )
    const address = labels['instance'] ?? ''
    const seconds = `${source.scrapeIntervalSeconds}s`
    return {
      discoveredLabels: { ...labels, __address__: address, __metrics_path__: '/metrics', __scheme__: 'http' },
      labels,
      scrapePool: labels['job'] ?? '',
      scrapeUrl: `http://${address}/metrics`,
      globalUrl: `http://${address}/metrics`,
      lastError: '',
      lastScrape: new Date(points.length > 0 ? points.timeAt(0) : now).toISOString(),
      lastScrapeDuration: 0.004,
      health: points.length > 0 && points.valueAt(0) === 0 ? 'down' : 'up',
      scrapeInterval: seconds,
      scrapeTimeout: seconds,
    }
  })
  return answerData({ activeTargets, droppedTargets: [], droppedTargetCounts: countDropped(source) })
}

/** How many targets each pool dropped: none, for the demo's are all wanted. */
const countDropped = (source: SampleSource) => Object.fromEntries(listJobs(source).map((job) => [job, 0]))
