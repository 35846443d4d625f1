import type { PrometheusFacts } from '#server/adapters/prometheus/types.ts'

/** The default of `global.scrape_interval`, said by Prometheus' documentation "Configuration". */
const defaultScrapeSeconds = 60

/** Job names under which Istio's own samples and the usual charts scrape proxies. */
const proxyJob = /istio|envoy|kubernetes-pods|ztunnel|waypoint/i

/**
 * What a Prometheus tells about itself. Servers that only speak its query API (Thanos, Mimir, VictoriaMetrics) tell
 * less; what is missing takes the default or stays away.
 */
export async function parseFacts(
  answers: {
    readonly buildInfo: unknown
    readonly config: unknown
    readonly runtimeInfo: unknown
    readonly flags: unknown
  },
  fallback: { readonly scrapeIntervalSeconds?: number; readonly retentionSeconds?: number } = {},
): Promise<PrometheusFacts> {
  const retentionSeconds =
    parseDuration(readText(answers.runtimeInfo, 'storageRetention')) ??
    parseDuration(readText(answers.flags, 'storage.tsdb.retention.time')) ??
    // VictoriaMetrics' own name of it.
    parseDuration(readText(answers.flags, 'retentionPeriod')) ??
    fallback.retentionSeconds
  const told = await parseScrapeInterval(readText(answers.config, 'yaml'))
  return {
    version: readText(answers.buildInfo, 'version') ?? '',
    scrapeIntervalSeconds: told ?? fallback.scrapeIntervalSeconds ?? defaultScrapeSeconds,
    ...(retentionSeconds ? { retentionSeconds } : {}),
  }
}

/** Undefined where the store has no scrape configuration to tell: it is written to by others. */
async function parseScrapeInterval(yaml: string | undefined): Promise<number | undefined> {
  if (!yaml) return undefined
  const { parse } = await import('yaml')
  let config: ScrapeConfig | null
  try {
    // The shape of `prometheus.yml`; every field may be missing and is checked where it is read.
    config = parse(yaml, { logLevel: 'silent' }) as ScrapeConfig | null
  } catch {
    return undefined
  }
  if (!config || typeof config !== 'object') return undefined
  const global = parseDuration(config.global?.scrape_interval) ?? defaultScrapeSeconds
  const jobs = Array.isArray(config.scrape_configs) ? config.scrape_configs : []
  const own = jobs
    .filter((job) => proxyJob.test(job?.job_name ?? ''))
    .map((job) => parseDuration(job?.scrape_interval) ?? global)
  // A rate needs two scrapes of each job that may hold proxies, so the slowest decides.
  return own.length > 0 ? Math.max(...own) : global
}

interface ScrapeConfig {
  readonly global?: { readonly scrape_interval?: string }
  readonly scrape_configs?: readonly ({
    readonly job_name?: string
    readonly scrape_interval?: string
  } | null)[]
}

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** Prometheus' durations: `1h30m`, `15d`, `15d or 512MB`. Seconds; undefined for none or zero. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const whole = /^\s*((?:\d+(?:ms|[smhdwy]))+)(?:\s|$)/.exec(text)?.[1]
  if (!whole) return undefined
  let seconds = 0
  for (const [, count, unit] of whole.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    seconds += Number(count) * (unitSeconds[unit ?? ''] ?? 0)
  }
  return seconds || undefined
}

function readText(data: unknown, field: string): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const value: unknown = Reflect.get(data, field)
  return typeof value === 'string' ? value : undefined
}
