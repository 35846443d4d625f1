import {
  expandPrincipal,
  expandTrustDomain,
  type TrustDomains,
} from '#server/mesh/authorization/expand-trust-domain.ts'
import { buildAddressMatch } from '#server/mesh/authorization/match-address.ts'
import { matchesGlob } from '#server/mesh/authorization/match-glob.ts'
import {
  buildHeaderMatch,
  buildPathMatch,
  buildRegexMatch,
  buildTextMatch,
  escapeRegex,
  type TextMatch,
} from '#server/mesh/authorization/match-text.ts'
import {
  buildClaimMatch,
  buildRequestPrincipalMatch,
  parseBracketNames,
  type TokenMatch,
} from '#server/mesh/authorization/match-token.ts'
import type { AuthorizationRequest, OpenAspect, Protocol } from '#server/mesh/authorization/types.ts'

export type RequestMatch = (request: AuthorizationRequest) => boolean

export interface ConditionFacts {
  readonly protocol: Protocol
  /** Of the policy: a service account without namespace is meant to be there. */
  readonly namespace: string
  readonly domains: TrustDomains
}

/** Builds the match of one value; undefined for a value that Istio cannot express on this filter chain. */
type ValueMatch = (value: string) => RequestMatch | undefined

/** An attribute: how a value of it is matched, and whether values stand for several. */
export interface Attribute {
  readonly build: ValueMatch
  readonly expand?: (value: string) => readonly string[]
  /** One match for all values that stand for themselves alone, however many. */
  readonly buildExact?: (values: readonly string[]) => RequestMatch
  /** What a question may leave open that it is read from; absent for the caller's identity, which every question says. */
  readonly aspect?: OpenAspect
}

/** A value that every HTTP request has, however little of it is said. */
export function isAlwaysThere(key: string, value: string): boolean {
  if (key === 'operation.paths') return value === '*' || value === '/*'
  return (key === 'operation.methods' || key === 'operation.hosts') && value === '*'
}

/**
 * Every attribute that a rule may ask, by the key of `when`; fields of `from` and `to` have one each. Undefined for an
 * unknown key, whose rule istiod skips (istio `pilot/pkg/security/authz/model/{model,generator}.go`, 1.31).
 */
export function findAttribute(key: string, facts: ConditionFacts): Attribute | undefined {
  const plain = findConnectionAttribute(key, facts)
  if (plain) return plain
  const build = findHttpMatch(key)
  if (!build) return undefined
  return facts.protocol === 'http' ? { build, aspect: findHttpAspect(key) } : { build: () => undefined }
}

function findHttpAspect(key: string): OpenAspect {
  if (key.startsWith('request.auth.')) return 'token'
  const aspects = {
    'operation.hosts': 'host',
    'operation.methods': 'method',
    'operation.paths': 'path',
  } as const
  return Object.entries(aspects).find(([known]) => known === key)?.[1] ?? 'headers'
}

function findConnectionAttribute(key: string, { namespace, domains }: ConditionFacts): Attribute | undefined {
  switch (key) {
    case 'source.ip':
      return { build: (value) => onAddress(value, ({ source }) => source.ip), aspect: 'address' }
    case 'remote.ip':
      return { build: (value) => onAddress(value, ({ source }) => source.remoteIp), aspect: 'address' }
    case 'destination.ip':
      return { build: (value) => onAddress(value, ({ destination }) => destination.ip), aspect: 'address' }
    case 'destination.port':
      return { build: buildPortMatch, aspect: 'port' }
    case 'connection.sni':
      return { build: (value) => onText(buildTextMatch(value), ({ sni }) => sni), aspect: 'sni' }
    case 'source.namespace':
      return { build: (value) => onPrincipal(buildNamespaceMatch(value)) }
    case 'source.serviceAccount':
      return { build: (value) => onIdentity(buildAccountMatch(value, namespace)) }
    case 'source.principal':
      return {
        build: (value) => onPrincipal(buildTextMatch(value)),
        expand: (value) => expandPrincipal(value, domains),
        buildExact: (values) => {
          const principals = new Set(values)
          return ({ source }) => source.principal !== undefined && principals.has(source.principal)
        },
      }
    case 'source.trustDomain':
      return {
        build: (value) => onIdentity(buildTrustDomainMatch(value)),
        expand: (value) => expandTrustDomain(value, domains),
      }
    default:
      // Metadata that an Envoy filter of one's own sets is not part of a request here, so nothing equals it.
      return key.startsWith('experimental.envoy.filters.') ? { build: () => () => false } : undefined
  }
}

function findHttpMatch(key: string): ValueMatch | undefined {
  switch (key) {
    case 'operation.hosts':
      return (value) => onHttp(buildHeaderMatch(value, { ignoreCase: true }), ({ host }) => host)
    case 'operation.methods':
      return (value) => onHttp(buildHeaderMatch(value), ({ method }) => method)
    case 'operation.paths':
      return (value) => {
        const match = buildPathMatch(value)
        return match && onHttp(match, ({ path }) => path)
      }
    case 'request.auth.principal':
      return (value) => onToken(buildRequestPrincipalMatch(value))
    case 'request.auth.audiences':
      return (value) => onToken(buildClaimMatch(['aud'], [value]))
    case 'request.auth.presenter':
      return (value) => onToken(buildClaimMatch(['azp'], [value]))
    default:
      return findNamedMatch(key)
  }
}

const headerKey = 'request.headers'
const claimKey = 'request.auth.claims'

function findNamedMatch(key: string): ValueMatch | undefined {
  if (key.startsWith(headerKey)) {
    const text = key.slice(headerKey.length)
    if (!text.startsWith('[') || !text.endsWith(']')) return () => undefined
    const name = text.slice(1, -1).toLowerCase()
    return (value) => onHttp(buildHeaderMatch(value), (http) => readHeader(http, name))
  }
  if (key.startsWith(claimKey)) {
    const names = parseBracketNames(key.slice(claimKey.length))
    return (value) => names && onToken(buildClaimMatch(names, [value]))
  }
  return undefined
}

type Http = NonNullable<AuthorizationRequest['http']>

/** Envoy keeps the request line among the headers; `host` is its older word for the authority. */
function readHeader(http: Http, name: string): string | undefined {
  if (name === ':method') return http.method
  if (name === ':path') return http.path
  if (name === ':authority' || name === 'host') return http.host
  const found = Object.entries(http.headers).find(([header]) => header.toLowerCase() === name)
  return found?.[1]
}

const identityLead = 'spiffe://'

/**
 * Without the scheme: Envoy's patterns of principals and namespaces have it before the value, so that none of them can
 * match inside of it (`pilot/pkg/security/authz/matcher/string.go`, StringMatcherWithPrefix), and nothing is written
 * anew for each of the many identities of a matrix.
 */
function onPrincipal(match: TextMatch): RequestMatch {
  return ({ source }) => source.principal !== undefined && match(source.principal)
}

function onIdentity(match: TextMatch): RequestMatch {
  return ({ source }) => source.principal !== undefined && match(identityLead + source.principal)
}

function onText(match: TextMatch, read: (request: AuthorizationRequest) => string): RequestMatch {
  return (request) => match(read(request))
}

function onHttp(match: TextMatch, read: (http: Http) => string | undefined): RequestMatch {
  return ({ http }) => {
    const text = http && read(http)
    return text !== undefined && match(text)
  }
}

function onToken(match: TokenMatch): RequestMatch {
  return ({ token }) => match(token)
}

function onAddress(block: string, read: (request: AuthorizationRequest) => string): RequestMatch | undefined {
  const match = buildAddressMatch(block)
  return match && ((request) => match(read(request)))
}

function buildPortMatch(value: string): RequestMatch | undefined {
  const port = Number(value)
  if (!/^\d+$/.test(value) || port > 65535) return undefined
  return ({ destination }) => destination.port === port
}

/** Envoy asks for the namespace between `/ns/` and the next slash, with any text around; a star stands for any text, wherever it is. */
function buildNamespaceMatch(value: string): TextMatch {
  const parts = `*/ns/${value}/*`.split('*')
  return (text) => matchesGlob(parts, text)
}

/**
 * `<account>` of the policy's namespace, or `<namespace>/<account>`; other parts of the identity are not asked: Envoy's
 * `spiffe://.+/ns/<namespace>/(.+/|)sa/<account>(/.+)?`, without the steps back that an expression would take.
 */
function buildAccountMatch(value: string, policyNamespace: string): TextMatch {
  const slash = value.indexOf('/')
  const place = `/ns/${slash < 0 ? policyNamespace : value.slice(0, slash)}/`
  const account = `sa/${value.slice(slash + 1)}`
  return (text) => {
    const at = text.indexOf(place, identityLead.length + 1)
    return text.startsWith(identityLead) && at >= 0 && endsInAccount(text.slice(at + place.length), account)
  }
}

/** Whether the account stands at the begin or behind a part of its own, and before nothing but more parts. */
function endsInAccount(text: string, account: string): boolean {
  const isWhole = (end: number) => end === text.length || (text[end] === '/' && end + 1 < text.length)
  if (text.startsWith(account) && isWhole(account.length)) return true
  for (let at = text.indexOf(`/${account}`, 1); at >= 0; at = text.indexOf(`/${account}`, at + 1))
    if (isWhole(at + 1 + account.length)) return true
  return false
}

function buildTrustDomainMatch(value: string): TextMatch {
  if (value === '*') return (text) => text.startsWith(identityLead)
  const star = value.indexOf('*')
  if (star < 0) return (text) => text.startsWith(`${identityLead}${value}/`)
  const [head, tail] = [value.slice(0, star), value.slice(star + 1)]
  return buildRegexMatch(`spiffe://${escapeRegex(head)}[^/]*${escapeRegex(tail)}/.*`)
}
