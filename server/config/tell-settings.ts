import { type Config, configSchema } from '#server/config/schema.ts'

/**
 * How a setting may be told to somebody who helps: whole; as an address without what may be a credential; of an object
 * its names; or only that it is set, as whatever is not named here.
 */
type Telling = 'whole' | 'address' | 'names' | 'secret'

const told: Readonly<Record<Telling, readonly (keyof Config)[]>> = {
  whole: [
    'HOST',
    'PORT',
    'VARDIA_ALLOWED_HOSTS',
    'VARDIA_BASE_PATH',
    'VARDIA_TRUSTED_PROXIES',
    'KUBECONFIG',
    'NO_PROXY',
    'VARDIA_CONTEXT',
    'VARDIA_AS',
    'VARDIA_NAMESPACES',
    'VARDIA_FIND_SOURCES',
    'VARDIA_PROMETHEUS_BEARER_TOKEN_FILE',
    'VARDIA_TRACING_BEARER_TOKEN_FILE',
    'VARDIA_PROMETHEUS_QUERY_SCOPE',
    'VARDIA_PROMETHEUS_CA_FILE',
    'VARDIA_TRACING_CA_FILE',
    'VARDIA_PROMETHEUS_CERT_FILE',
    'VARDIA_TRACING_CERT_FILE',
    'VARDIA_PROMETHEUS_KEY_FILE',
    'VARDIA_TRACING_KEY_FILE',
    'VARDIA_PROMETHEUS_SCRAPE_INTERVAL',
    'VARDIA_PROMETHEUS_RETENTION',
    'VARDIA_TRACING_API',
    'VARDIA_DATA_DIR',
    'VARDIA_HISTORY_DAYS',
    'VARDIA_HISTORY_CHANGES',
    'VARDIA_AUDIT_DAYS',
    'VARDIA_AUDIT_ROWS',
    'VARDIA_AUDIT_STDOUT',
    'VARDIA_AUTH',
    'VARDIA_SESSION_IDLE_MINUTES',
    'VARDIA_SESSION_HOURS',
    'VARDIA_SESSION_KEY_FILE',
    'VARDIA_OPENID_CLIENT_ID',
    'VARDIA_OPENID_CLIENT_SECRET_FILE',
    'VARDIA_OPENID_SCOPES',
    'VARDIA_OPENID_SIGN_OUT',
    'VARDIA_OPENID_NAME_CLAIM',
    'VARDIA_OPENID_GROUPS_CLAIM',
    'VARDIA_OPENID_ACTS_BY',
    'VARDIA_HEADER_PROXIES',
    'VARDIA_HEADER_USER',
    'VARDIA_HEADER_GROUPS',
    'VARDIA_CLUSTER_NAME',
    'VARDIA_ROOT_NAMESPACE',
    'VARDIA_NAMESPACE_EXCLUDES',
    'VARDIA_DISCOVERY_SELECTORS',
    'VARDIA_APP_LABELS',
    'VARDIA_VERSION_LABELS',
    'VARDIA_HEALTH_RATES',
    'VARDIA_QUERY_TIMEOUT_SECONDS',
    'VARDIA_VIEW_ONLY',
    'VARDIA_CHECK_OUTPUT',
    'VARDIA_LOG_LEVEL',
  ],
  address: [
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'VARDIA_PROMETHEUS_URL',
    'VARDIA_ISTIOD_URL',
    'VARDIA_TRACING_URL',
    'VARDIA_TRACING_PUBLIC_URL',
    'VARDIA_GRAFANA_URL',
    'VARDIA_PERSES_URL',
    'VARDIA_PUBLIC_URL',
    'VARDIA_OPENID_ISSUER',
  ],
  names: ['VARDIA_PROMETHEUS_HEADERS', 'VARDIA_TRACING_HEADERS', 'VARDIA_OPENID_PARAMETERS'],
  // Who knows a tenant's name may read its metrics in a store that asks for nothing else.
  secret: [
    // Names of people and their groups.
    'VARDIA_ROLES',
    'VARDIA_DATABASE_URL',
    'VARDIA_SESSION_KEY',
    'VARDIA_OPENID_CLIENT_SECRET',
    'VARDIA_PROMETHEUS_USERNAME',
    'VARDIA_TRACING_USERNAME',
    'VARDIA_PROMETHEUS_PASSWORD',
    'VARDIA_TRACING_PASSWORD',
    'VARDIA_PROMETHEUS_BEARER_TOKEN',
    'VARDIA_TRACING_BEARER_TOKEN',
    'VARDIA_PROMETHEUS_TENANT',
    'VARDIA_TRACING_TENANT',
  ],
}

/** Settings that somebody thought about: a test holds them to be all. */
export const namedSettings: readonly string[] = Object.values(told).flat()

export interface ToldSetting {
  readonly name: string
  /** Whether it differs from what it is without being set. */
  readonly given: boolean
  /** '' where nothing is set, and of a secret. */
  readonly value: string
  readonly hidden: boolean
}

/** Every setting by its name, without secrets. */
export function tellSettings(config: Config): readonly ToldSetting[] {
  const defaults: Config = configSchema.parse({})
  return configSchema
    .keyof()
    .options.toSorted()
    .map((name) => {
      const value = config[name]
      const given = JSON.stringify(value) !== JSON.stringify(defaults[name])
      const telling = chooseTelling(name)
      const hidden = given && telling === 'secret'
      return { name, given, hidden, value: value === undefined ? '' : tell(value, telling) }
    })
}

function chooseTelling(name: keyof Config): Telling {
  if (told.whole.includes(name)) return 'whole'
  if (told.address.includes(name)) return 'address'
  return told.names.includes(name) ? 'names' : 'secret'
}

function tell(value: NonNullable<Config[keyof Config]>, telling: Telling): string {
  if (telling === 'secret') return ''
  if (telling === 'names') return Object.keys(Object(value)).sort().join(', ')
  if (Array.isArray(value))
    return value.map((item) => (telling === 'address' ? tellAddress(item) : item)).join(', ')
  if (telling === 'address') return tellAddress(String(value))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Scheme, host, port and path: name and password, query and fragment may each be a credential. */
function tellAddress(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname === '/' ? '' : pathname}`
}
