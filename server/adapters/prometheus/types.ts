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

export interface PrometheusFacts {
  readonly version: string
  /** The global scrape interval; the job's own where `istio` proxies are scraped by one that says so. */
  readonly scrapeIntervalSeconds: number
  readonly retentionSeconds?: number
}

/**
 * Prometheus or anything that answers its HTTP API. Every verb has a deadline, honours `signal`, bounds the body and
 * throws a Problem (`adapter: 'prometheus'`): unavailable (refused, HTML, 5xx), timeout, refused (422, too many
 * samples), invalid (400), forbidden, unsupported (a result of another shape).
 */
export interface PrometheusAdapter {
  /** Identical concurrent queries share one request. */
  query(expr: string, options: { atSeconds: number; signal: AbortSignal }): Promise<readonly InstantSample[]>
  queryRange(
    expr: string,
    options: { startSeconds: number; endSeconds: number; stepSeconds: number; signal: AbortSignal },
  ): Promise<readonly RangeSeries[]>
  /** Remembered for a minute; what the server does not tell is absent or the default of Prometheus. */
  readFacts(signal: AbortSignal): Promise<PrometheusFacts>
}
