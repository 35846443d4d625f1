import { compileRe2, matchesWhole } from '#server/mesh/patterns/re2.ts'
import type { HttpRequest } from '#server/mesh/routing/types.ts'
import type { HttpMatch, StringMatch } from '#server/mesh/routing/virtual-services/spec.ts'

/** The field of a match that a request fails: `uri`, `headers.x-user`, … */
export type FailedField = string

/**
 * A match block made ready to be asked of many requests: undefined when the request passes, else the first field it
 * fails.
 */
export interface RequestMatcher {
  findFailure(request: ParsedRequest): FailedField | undefined
  /** Every request passes: no route after it is ever reached (istio `pilot/pkg/networking/core/route/route.go`, IsCatchAllRoute). */
  readonly isCatchAll: boolean
}

/** A request with its path cut once for all the matchers that ask for its parts. */
export interface ParsedRequest extends HttpRequest {
  readonly pathOnly: string
  readonly query: ReadonlyMap<string, string>
}

/** As Envoy cuts it: nothing is decoded, of a parameter given twice the first counts, one without `=` is empty. */
export function parseRequest(request: HttpRequest): ParsedRequest {
  const [whole = ''] = request.path.split('#', 1)
  const mark = whole.indexOf('?')
  const query = new Map<string, string>()
  for (const pair of mark < 0 ? [] : whole.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    if (pair !== '' && !query.has(name)) query.set(name, equals < 0 ? '' : pair.slice(equals + 1))
  }
  return { ...request, pathOnly: mark < 0 ? whole : whole.slice(0, mark), query }
}

type Check = readonly [field: FailedField, passes: (request: ParsedRequest) => boolean]

/**
 * Compiles a match block (TranslateRouteMatch, ibid.; Envoy's `source/common/router/config_impl.cc` says how it is
 * asked). Undefined is a route without a match block.
 *
 * @param isBySegment a path prefix ends at a slash, as the Gateway API has it
 */
export function compileMatch(match: HttpMatch | undefined, isBySegment = false): RequestMatcher {
  if (!match) return everything
  const known = compiled.get(match) ?? compileOnce(match, isBySegment)
  compiled.set(match, known)
  return known
}

const everything: RequestMatcher = { findFailure: () => undefined, isCatchAll: true }

/** Every proxy and port that has a match asks the same matcher; a match belongs to one VirtualService, and so to one meaning of prefix. */
const compiled = new WeakMap<HttpMatch, RequestMatcher>()

function compileOnce(match: HttpMatch, isBySegment: boolean): RequestMatcher {
  const checks: readonly Check[] = [
    ...compileUri(match, isBySegment),
    ...compileText('method', match.method, ({ method }) => method),
    ...compileText('scheme', match.scheme, ({ scheme }) => scheme),
    ...compileText('authority', match.authority, ({ host }) => host),
    ...Object.entries(match.headers ?? {}).map(([name, value]) => compileHeader(name, value)),
    ...Object.entries(match.withoutHeaders ?? {}).map(([name, value]) => compileWithout(name, value)),
    ...Object.entries(match.queryParams ?? {}).map(([name, value]) => compileQuery(name, value)),
  ]
  return {
    findFailure: (request) => checks.find(([, passes]) => !passes(request))?.[0],
    isCatchAll: isOpenUri(match.uri) && checks.every(([field]) => field === 'uri'),
  }
}

/** The path alone, without the query; case may be ignored but for a regex. */
function compileUri({ uri, ignoreUriCase }: HttpMatch, isBySegment: boolean): Check[] {
  if (!uri) return []
  const { exact, prefix, regex } = uri
  const fold = (text: string) => (ignoreUriCase ? text.toLowerCase() : text)
  if (regex !== undefined) {
    const matches = compileRegex(regex)
    return [['uri', ({ pathOnly }) => matches(pathOnly)]]
  }
  if (exact !== undefined) return [['uri', ({ pathOnly }) => fold(pathOnly) === fold(exact)]]
  if (prefix === undefined || prefix === '/') return []
  const start = fold(isBySegment ? prefix.replace(/\/$/, '') : prefix)
  if (!isBySegment) return [['uri', ({ pathOnly }) => fold(pathOnly).startsWith(start)]]
  return [['uri', ({ pathOnly }) => fold(pathOnly) === start || fold(pathOnly).startsWith(`${start}/`)]]
}

function isOpenUri(uri: StringMatch | undefined): boolean {
  if (!uri) return true
  if (uri.regex !== undefined) return uri.regex === '.*'
  return uri.exact === undefined && (uri.prefix === undefined || uri.prefix === '/')
}

function compileText(
  field: FailedField,
  match: StringMatch | undefined,
  read: (request: ParsedRequest) => string,
): Check[] {
  if (!match) return []
  const passes = compileString(match)
  return [[field, (request) => passes?.(read(request)) ?? true]]
}

/** A matcher that only asks for presence passes an empty value; others never pass an absent header. */
function compileHeader(name: string, match: StringMatch): Check {
  const passes = compileString(match)
  const key = name.toLowerCase()
  return [
    `headers.${name}`,
    (request) => {
      const value = readHeader(request, key)
      return value !== undefined && (passes?.(value) ?? true)
    },
  ]
}

/** An absent header counts as an empty one (treat_missing_header_as_empty), but for presence. */
function compileWithout(name: string, match: StringMatch): Check {
  const passes = compileString(match)
  const key = name.toLowerCase()
  return [
    `withoutHeaders.${name}`,
    (request) => {
      const value = readHeader(request, key)
      return passes ? !passes(value ?? '') : value === undefined
    },
  ]
}

function compileQuery(name: string, match: StringMatch): Check {
  const passes = compileString(match)
  return [
    `queryParams.${name}`,
    ({ query }) => {
      const value = query.get(name)
      return value !== undefined && (passes?.(value) ?? true)
    },
  ]
}

/** Pseudo headers may be asked for by their HTTP/2 names, and `host` means the authority. */
function readHeader(request: ParsedRequest, key: string): string | undefined {
  switch (key) {
    case ':method':
      return request.method
    case ':path':
      return request.path
    case ':scheme':
      return request.scheme
    case ':authority':
    case 'host':
      return request.host
    default:
      return request.headers[key]
  }
}

/** Undefined asks for presence alone: no value at all, or the regex `*`, which is none of RE2's (canBeConvertedToPresentMatch, ibid.). */
function compileString(match: StringMatch | null): ((text: string) => boolean) | undefined {
  const { exact, prefix, regex } = match ?? {}
  if (exact !== undefined) return (text) => text === exact
  if (prefix !== undefined) return (text) => text.startsWith(prefix)
  if (regex === undefined || regex === '*') return undefined
  return compileRegex(regex)
}

/** What is no pattern takes nothing: istiod's webhook refuses it, and Envoy the route that it is in. */
function compileRegex(regex: string): (text: string) => boolean {
  const pattern = compileRe2(regex)
  return (text) => pattern !== undefined && matchesWhole(pattern, text)
}
