import * as z from 'zod'
import { keepingSettings } from '#server/config/keeping-settings.ts'
import { rolesSetting } from '#server/config/people-settings.ts'
import { signInSettings } from '#server/config/sign-in-settings.ts'
import { storeSettings, tracingSettings } from '#server/config/store-settings.ts'

const webAddress = z.url({ protocol: /^https?$/ })
const flag = z.stringbool()
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

function isJsonListOrEmpty(text: string): boolean {
  if (text === '') return true
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

/**
 * Every setting of the console, by the environment variable that sets it. `load.ts` parses it once, in server/main.ts,
 * lists all faults and exits.
 */
export const configSchema = z.object({
  /** Where the console listens. */
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(20_002),
  /** Host names that a browser may use beside loopback, comma-separated. */
  VARDIA_ALLOWED_HOSTS: list.default([]),
  /** Path prefix the console lives under, without a trailing slash: '' or '/vardia'. */
  VARDIA_BASE_PATH: z
    .string()
    .regex(/^(\/[a-zA-Z0-9._~-]+)*$/, 'must be empty or begin with "/" and not end with one')
    .default(''),
  /** Peers whose X-Forwarded-* headers are believed: addresses, comma-separated. */
  VARDIA_TRUSTED_PROXIES: list.default([]),
  /** Kubeconfig files; without one the pod's service account is used. */
  KUBECONFIG: z.string().optional(),
  /**
   * The proxy on the way to an API server whose context names none (`proxy-url`), by its scheme, and what is asked
   * without; the names in small letters are read too.
   */
  HTTPS_PROXY: z.string().optional(),
  HTTP_PROXY: z.string().optional(),
  NO_PROXY: z.string().optional(),
  /** Context whose user reads the cluster; the current context when absent. */
  VARDIA_CONTEXT: z.string().optional(),
  /** Identity (context) that a new session looks as; the reading one when absent. */
  VARDIA_AS: z.string().optional(),
  /** Namespaces to look at, comma-separated, for who may not look at all; what the identity may see when empty. */
  VARDIA_NAMESPACES: list.default([]),
  /** Whether sources without an address are looked for in the cluster. */
  VARDIA_FIND_SOURCES: flag.default(true),
  VARDIA_PROMETHEUS_URL: webAddress.optional(),
  ...storeSettings,
  /** Where the mesh's istiods answer (port 15014 or 8080), comma-separated. */
  VARDIA_ISTIOD_URL: list.pipe(z.array(webAddress).max(20)).default([]),
  /** Jaeger's query service or Tempo. */
  VARDIA_TRACING_URL: webAddress.optional(),
  ...tracingSettings,
  /**
   * Where people open the tracing store, for links; its address as the console asks it when empty. `{traceId}` in it is
   * the trace, else `/trace/<id>` is put after it, as Jaeger's pages are.
   */
  VARDIA_TRACING_PUBLIC_URL: webAddress.optional(),
  /** Where people open Grafana, for links. */
  VARDIA_GRAFANA_URL: webAddress.optional(),
  /** Where people open Perses, for links. */
  VARDIA_PERSES_URL: webAddress.optional(),
  ...keepingSettings,
  ...signInSettings,
  VARDIA_CLUSTER_NAME: z.string().min(1).default('Kubernetes'),
  VARDIA_ROOT_NAMESPACE: z.string().min(1).default('istio-system'),
  /** Namespaces never shown: names or globs with "*", comma-separated. */
  VARDIA_NAMESPACE_EXCLUDES: list.default([]),
  /** JSON list of label selectors in the form of Istio's meshConfig.discoverySelectors; '' takes the mesh's own. */
  VARDIA_DISCOVERY_SELECTORS: z.string().refine(isJsonListOrEmpty, 'must be a JSON list').default(''),
  VARDIA_APP_LABELS: list.default(['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app']),
  VARDIA_VERSION_LABELS: list.default([
    'service.istio.io/canonical-revision',
    'app.kubernetes.io/version',
    'version',
  ]),
  /** JSON list in the form of Kiali's `health_config.rate`. */
  VARDIA_HEALTH_RATES: z.string().refine(isJsonListOrEmpty, 'must be a JSON list').default(''),
  VARDIA_QUERY_TIMEOUT_SECONDS: z.coerce.number().positive().max(300).default(5),
  VARDIA_VIEW_ONLY: flag.default(false),
  /** Roles beside the cluster's rights: JSON, or the file that holds it (server/mesh/roles/parse-roles.ts). */
  VARDIA_ROLES: rolesSetting,
  /** Holds every answer against its contract before it is sent; for development and tests. */
  VARDIA_CHECK_OUTPUT: flag.default(false),
  VARDIA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Config = z.output<typeof configSchema>
