import type { CacheState } from '#server/adapters/upstream/cache-state.ts'

/** One series of an instant vector: its labels and its value at the asked moment. */
export interface InstantSample {
  readonly metric: Readonly<Record<string, string>>
  /** May be NaN or ±Infinity, as Prometheus says it. */
  readonly value: number
}

export interface RangeSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly points: readonly (readonly [timeSeconds: number, value: number])[]
}

/** An alert of Prometheus' own rules that fires, or will if it lasts. */
export interface PrometheusAlert {
  readonly name: string
  readonly state: 'firing' | 'pending'
  readonly labels: Readonly<Record<string, string>>
  /** When its rule first found it. */
  readonly sinceMs?: number
  readonly summary?: string
}

/** A rule of Prometheus: what it writes or finds, and out of what. */
export interface PrometheusRule {
  readonly kind: 'record' | 'alert'
  /** Of the series that it records, or of the alert. */
  readonly name: string
  readonly query: string
  /** Those that the rule itself adds. */
  readonly labels: Readonly<Record<string, string>>
}

/** One measured value that a bucket counts, with the trace that it is of. */
export interface Exemplar {
  readonly value: number
  readonly atMs: number
  readonly traceId: string
}

export interface PrometheusFacts {
  readonly version: string
  /** The global scrape interval; the job's own where `istio` proxies are scraped by one that says so. */
  readonly scrapeIntervalSeconds: number
  readonly retentionSeconds?: number
}

export interface PrometheusStatus {
  /** `ok` until the first failure; `degraded` while single questions fail, `down` when nothing is answered. */
  readonly state: 'ok' | 'degraded' | 'down'
  /** Scheme, host and port, never credentials. */
  readonly address: string
  /** Known once facts were read. */
  readonly version?: string
  readonly sinceMs: number
  readonly lastGoodMs?: number
  /** The newest failure, a Problem, while not ok. */
  readonly problem?: unknown
  readonly caches?: readonly CacheState[]
}

/**
 * Prometheus or anything that answers its HTTP API. Every verb has a deadline, honours `signal`, bounds the body and
 * throws a Problem (`adapter: 'prometheus'`): unavailable (refused, HTML, 5xx), timeout, refused (422, too many
 * samples), invalid (400), forbidden, unsupported (a result of another shape).
 */
export interface PrometheusAdapter {
  /** Identical concurrent queries share one request. */
  query(expr: string, options: InstantOptions): Promise<readonly InstantSample[]>
  queryRange(expr: string, options: RangeOptions): Promise<readonly RangeSeries[]>
  /** Now, firing ones first, at most two thousand; undefined of a server that has no alerts to tell (404). */
  listAlerts(signal: AbortSignal): Promise<readonly PrometheusAlert[] | undefined>
  /**
   * Exemplars of the selected series that name a trace, newest first, at most two thousand; none of a server that keeps
   * none (404).
   */
  listExemplars(selector: string, options: ExemplarOptions): Promise<readonly Exemplar[]>
  /** In the order of their groups, at most ten thousand; undefined of a server that has no rules to tell (404). */
  listRules(signal: AbortSignal): Promise<readonly PrometheusRule[] | undefined>
  /** Remembered for a minute; what the server does not tell is absent or the default of Prometheus. */
  readFacts(signal: AbortSignal): Promise<PrometheusFacts>
  status(): PrometheusStatus
  /** Called with each change of state. Returns its own undo. */
  onChange(listen: () => void): () => void
  /** Ends kept connections; questions under way end as they would have. */
  close(): void
}

interface QueryOptions {
  readonly signal: AbortSignal
  /** Called with the server's `warnings` and `infos` of an answer, when there are any. */
  readonly onWarnings?: (words: readonly string[]) => void
}

export interface InstantOptions extends QueryOptions {
  readonly atSeconds: number
}

export interface ExemplarOptions {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly signal: AbortSignal
}

export interface RangeOptions extends QueryOptions {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}
