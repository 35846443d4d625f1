import type { UrlSettings } from '#server/adapters/upstream/url-requests.ts'

/** The settings of a tracing store beside its address. */
export interface TracingStoreConfig {
  readonly VARDIA_TRACING_USERNAME?: string | undefined
  readonly VARDIA_TRACING_PASSWORD?: string | undefined
  readonly VARDIA_TRACING_BEARER_TOKEN?: string | undefined
  readonly VARDIA_TRACING_BEARER_TOKEN_FILE?: string | undefined
  readonly VARDIA_TRACING_TENANT?: string | undefined
  readonly VARDIA_TRACING_HEADERS?: Readonly<Record<string, string>> | undefined
  readonly VARDIA_TRACING_CA_FILE?: string | undefined
  readonly VARDIA_TRACING_CERT_FILE?: string | undefined
  readonly VARDIA_TRACING_KEY_FILE?: string | undefined
}

/** Tempo tells its tenants apart as Mimir does (grafana.com/docs/tempo "Enable multi-tenancy"). */
const tenantHeader = 'X-Scope-OrgID'

/** Headers of every question: those that were set, and the tenant's. */
export function readHeaders(config: TracingStoreConfig): Readonly<Record<string, string>> {
  const { VARDIA_TRACING_TENANT: tenant, VARDIA_TRACING_HEADERS: headers } = config
  return { ...headers, ...(tenant ? { [tenantHeader]: tenant } : {}) }
}

export function readUrlSettings(
  config: TracingStoreConfig & { readonly VARDIA_TRACING_URL: string },
): UrlSettings {
  return {
    url: config.VARDIA_TRACING_URL,
    username: config.VARDIA_TRACING_USERNAME,
    password: config.VARDIA_TRACING_PASSWORD,
    bearerToken: config.VARDIA_TRACING_BEARER_TOKEN,
    bearerTokenFile: config.VARDIA_TRACING_BEARER_TOKEN_FILE,
    headers: readHeaders(config),
    caFile: config.VARDIA_TRACING_CA_FILE,
    certFile: config.VARDIA_TRACING_CERT_FILE,
    keyFile: config.VARDIA_TRACING_KEY_FILE,
  }
}
