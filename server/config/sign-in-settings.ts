import * as z from 'zod'

const mustBeHttps = 'must be https, but for an address on this machine'

/** Whether nobody on the way can read along. */
function isGuarded(address: string): boolean {
  if (!URL.canParse(address)) return true
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/** A path cannot be part of it: VARDIA_BASE_PATH is. */
const origin = z
  .url({ protocol: /^https?$/ })
  .refine((value) => URL.canParse(value) && new URL(value).origin === value.replace(/\/$/, ''), {
    message: 'must be scheme, host and port alone',
  })
  .transform((value) => new URL(value).origin)
  .refine(isGuarded, mustBeHttps)

const text = z.string().min(1)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)
const claim = text.regex(/^[\w.:/-]{1,200}$/, 'must be the name of a claim')
const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header')
  .transform((value) => value.toLowerCase())

/** What the console itself says in a request to sign in (RFC 6749, 7636 and 9101; OpenID Connect Core 1.0, section 3.1.2.1). */
const ownParameters = new Set([
  ...[
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'nonce',
  ],
  ...['code_challenge', 'code_challenge_method', 'request', 'request_uri'],
])
const parameters = z
  .string()
  .transform((value) => value.split(',').filter((part) => part.trim() !== ''))
  .pipe(z.array(z.string().regex(/^[^=]+=.+$/, 'must be name=value')))
  .transform((parts) =>
    Object.fromEntries(
      parts.map((part) => {
        const at = part.indexOf('=')
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()]
      }),
    ),
  )
  .refine((given) => Object.keys(given).every((name) => !ownParameters.has(name)), {
    message: `must name none of ${[...ownParameters].join(', ')}: the console sets them`,
  })

/** How people sign in, and how long a session holds. */
export const signInSettings = {
  /**
   * `anonymous`: nobody is asked, and only peers on this machine are answered. `token`: a bearer token of Kubernetes.
   * `openid`: an OpenID provider. `header`: a proxy before the console that knows who asks.
   */
  VARDIA_AUTH: z.enum(['anonymous', 'token', 'openid', 'header']).default('anonymous'),
  /** A session ends after so long without a sign of its person, and after so long in any case. */
  VARDIA_SESSION_IDLE_MINUTES: z.coerce.number().min(1).max(1_440).default(60),
  VARDIA_SESSION_HOURS: z.coerce.number().positive().max(720).default(12),
  /** What the credentials of sessions are encrypted with; replicas need the same. */
  VARDIA_SESSION_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  VARDIA_SESSION_KEY_FILE: text.optional(),
  /** Where people open the console, `https://mesh.example.com`: the provider sends them back there. */
  VARDIA_PUBLIC_URL: origin.optional(),
  VARDIA_OPENID_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(isGuarded, mustBeHttps)
    .optional(),
  VARDIA_OPENID_CLIENT_ID: text.optional(),
  VARDIA_OPENID_CLIENT_SECRET: text.optional(),
  VARDIA_OPENID_CLIENT_SECRET_FILE: text.optional(),
  VARDIA_OPENID_SCOPES: list.default(['openid', 'profile', 'email']),
  /** What the provider is asked besides, such as `prompt=consent,access_type=offline`. */
  VARDIA_OPENID_PARAMETERS: parameters.optional(),
  /**
   * What signing out ends. `console`: this session alone. `provider`: the one at the provider too, where the person stays.
   * `provider-and-back`: the same, and back to the console's sign-in, whose address the provider must know.
   */
  VARDIA_OPENID_SIGN_OUT: z.enum(['console', 'provider', 'provider-and-back']).default('console'),
  /** Claims of the ID token; `sub` is what kube-apiserver takes too unless it is told otherwise. */
  VARDIA_OPENID_NAME_CLAIM: claim.default('sub'),
  VARDIA_OPENID_GROUPS_CLAIM: claim.default('groups'),
  /** Whether the cluster is asked with the person's ID token, or by the console's account in the person's name. */
  VARDIA_OPENID_ACTS_BY: z.enum(['id-token', 'impersonation']).default('id-token'),
  /** Peers whose word on who asks is believed: addresses or ranges (`10.0.0.0/8`), comma-separated. */
  VARDIA_HEADER_PROXIES: list.default([]),
  VARDIA_HEADER_USER: headerName.default('x-forwarded-user'),
  VARDIA_HEADER_GROUPS: headerName.default('x-forwarded-groups'),
}

type SignInConfig = z.output<z.ZodObject<typeof signInSettings>> & {
  readonly VARDIA_DATABASE_URL?: string | undefined
}

/** What one way to sign in needs and was not given, one sentence each. */
export function listSignInFaults(config: SignInConfig): readonly string[] {
  const { VARDIA_AUTH: way } = config
  const needs = (name: keyof SignInConfig, why: string): readonly string[] => {
    const value = config[name]
    return value === undefined || (Array.isArray(value) && value.length === 0) ? [`${name}: ${why}`] : []
  }
  const both = (first: keyof SignInConfig, second: keyof SignInConfig): readonly string[] =>
    config[first] !== undefined && config[second] !== undefined
      ? [`${second}: cannot be set together with ${first}`]
      : []
  const keeps = way === 'token' || way === 'openid'
  const hasKey = config.VARDIA_SESSION_KEY ?? config.VARDIA_SESSION_KEY_FILE
  return [
    ...(way === 'openid'
      ? [
          ...needs('VARDIA_OPENID_ISSUER', 'VARDIA_AUTH=openid needs the address of the provider'),
          ...needs('VARDIA_OPENID_CLIENT_ID', 'VARDIA_AUTH=openid needs the id that the provider knows'),
          ...needs('VARDIA_PUBLIC_URL', 'VARDIA_AUTH=openid needs the address to come back to'),
          ...(config.VARDIA_OPENID_SCOPES.includes('openid')
            ? []
            : ['VARDIA_OPENID_SCOPES: must contain openid']),
        ]
      : []),
    ...(way === 'header'
      ? needs('VARDIA_HEADER_PROXIES', 'VARDIA_AUTH=header needs the addresses of the proxies to believe')
      : []),
    ...(keeps && config.VARDIA_DATABASE_URL && !hasKey
      ? ['VARDIA_SESSION_KEY: replicas that share a PostgreSQL need the same key; set it, or its file']
      : []),
    ...both('VARDIA_SESSION_KEY', 'VARDIA_SESSION_KEY_FILE'),
    ...both('VARDIA_OPENID_CLIENT_SECRET', 'VARDIA_OPENID_CLIENT_SECRET_FILE'),
    ...config.VARDIA_HEADER_PROXIES.flatMap((range, index) =>
      isRange(range) ? [] : [`VARDIA_HEADER_PROXIES: number ${index + 1} is no address and no range`],
    ),
  ]
}

function isRange(range: string): boolean {
  const [address = '', length, ...rest] = range.split('/')
  const isAddress = z.union([z.ipv4(), z.ipv6()]).safeParse(address).success
  if (!isAddress || rest.length > 0) return false
  const most = address.includes(':') ? 128 : 32
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most)
}
