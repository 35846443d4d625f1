import { parseDuration } from '#server/adapters/prometheus/read-facts.ts'
import type { UrlSettings } from '#server/adapters/upstream/url-requests.ts'

/** The settings of a store of metrics beside its address. */
export interface StoreConfig {
  readonly VARDIA_PROMETHEUS_USERNAME?: string | undefined
  readonly VARDIA_PROMETHEUS_PASSWORD?: string | undefined
  readonly VARDIA_PROMETHEUS_BEARER_TOKEN?: string | undefined
  readonly VARDIA_PROMETHEUS_BEARER_TOKEN_FILE?: string | undefined
  readonly VARDIA_PROMETHEUS_TENANT?: string | undefined
  readonly VARDIA_PROMETHEUS_HEADERS?: Readonly<Record<string, string>> | undefined
  readonly VARDIA_PROMETHEUS_CA_FILE?: string | undefined
  readonly VARDIA_PROMETHEUS_CERT_FILE?: string | undefined
  readonly VARDIA_PROMETHEUS_KEY_FILE?: string | undefined
  readonly VARDIA_PROMETHEUS_SCRAPE_INTERVAL?: string | undefined
  readonly VARDIA_PROMETHEUS_RETENTION?: string | undefined
}

/** Mimir and Cortex tell their tenants apart by this header (grafana.com/docs/mimir "HTTP API"). */
const tenantHeader = 'X-Scope-OrgID'

/** Headers of every question: those that were set, and the tenant's. */
export function readHeaders(config: StoreConfig): Readonly<Record<string, string>> {
  const { VARDIA_PROMETHEUS_TENANT: tenant, VARDIA_PROMETHEUS_HEADERS: headers } = config
  return { ...headers, ...(tenant ? { [tenantHeader]: tenant } : {}) }
}

export function readUrlSettings(
  config: StoreConfig & { readonly VARDIA_PROMETHEUS_URL: string },
): UrlSettings {
  return {
    url: config.VARDIA_PROMETHEUS_URL,
    username: config.VARDIA_PROMETHEUS_USERNAME,
    password: config.VARDIA_PROMETHEUS_PASSWORD,
    bearerToken: config.VARDIA_PROMETHEUS_BEARER_TOKEN,
    bearerTokenFile: config.VARDIA_PROMETHEUS_BEARER_TOKEN_FILE,
    headers: readHeaders(config),
    caFile: config.VARDIA_PROMETHEUS_CA_FILE,
    certFile: config.VARDIA_PROMETHEUS_CERT_FILE,
    keyFile: config.VARDIA_PROMETHEUS_KEY_FILE,
  }
}

/** What holds where the store does not tell. */
export interface FactsFallback {
  readonly scrapeIntervalSeconds?: number
  readonly retentionSeconds?: number
}

export function readFallback(config: StoreConfig): FactsFallback {
  const scrapeIntervalSeconds = parseDuration(config.VARDIA_PROMETHEUS_SCRAPE_INTERVAL)
  const retentionSeconds = parseDuration(config.VARDIA_PROMETHEUS_RETENTION)
  return {
    ...(scrapeIntervalSeconds ? { scrapeIntervalSeconds } : {}),
    ...(retentionSeconds ? { retentionSeconds } : {}),
  }
}
