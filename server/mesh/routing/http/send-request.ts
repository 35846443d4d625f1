import { compileRe2, replaceMatches } from '#server/mesh/patterns/re2.ts'
import { type RouteSender, readAuthority, readRewrite } from '#server/mesh/routing/http/route-action.ts'
import type { HttpRequest } from '#server/mesh/routing/types.ts'
import type { HeaderChanges } from '#server/mesh/routing/virtual-services/spec.ts'

/** A request as a route sends it on, which is how everybody behind sees it. */
export interface SentRequest {
  readonly request: HttpRequest
  /** Headers whose value Envoy fills in as it sends (`%DOWNSTREAM_REMOTE_ADDRESS%`); nobody can tell it before. */
  readonly untold: readonly string[]
}

/**
 * What a route makes of a request that it sends to one of its destinations: path, authority and headers. Headers of the
 * destination are changed before those of the route, where there are several; of one alone after them (istio
 * `pilot/pkg/networking/core/route/route.go`, processDestination and processWeightedDestination; Envoy
 * `source/common/router/config_impl.cc`, finalizeRequestHeaders).
 */
export function sendRequest(
  sender: RouteSender,
  ofDestination: HeaderChanges | undefined,
  request: HttpRequest,
): SentRequest {
  const { route } = sender
  const rewrite = readRewrite(sender)
  const isAlone = (route.route ?? []).length === 1
  const steps = isAlone
    ? [joinChanges(route.headers, ofDestination)]
    : [joinChanges(ofDestination, undefined), joinChanges(route.headers, undefined)]
  const headers = steps.reduce<Headers>(applyChanges, request.headers)
  const untold = steps.flatMap(({ set, add }) => [...set, ...add]).filter(([, value]) => isFilledIn(value))
  const authority = rewrite?.authority || readAuthority(ofDestination)
  return {
    request: {
      ...request,
      path: rewritePath(sender, request.path),
      ...(authority ? { host: authority } : {}),
      headers,
    },
    untold: [...new Set(untold.map(([name]) => name))],
  }
}

/** Whether every path that the route takes is sent as one and the same. */
export function replacesWholePath(sender: RouteSender): boolean {
  const rewrite = readRewrite(sender)
  if (rewrite?.regex !== undefined)
    return /^\^?\/?\.[*+]\$?$/.test(rewrite.regex) && !/\\\d/.test(rewrite.substitution ?? '')
  const { exact, regex } = sender.match?.uri ?? {}
  return rewrite?.prefix !== undefined && (exact ?? regex) !== undefined
}

/**
 * A prefix is written in the place of what the match took: the prefix, or the whole path of an exact one or a regex. The
 * query stays (Envoy, ibid., finalizePathHeader).
 */
function rewritePath(sender: RouteSender, path: string): string {
  const rewrite = readRewrite(sender)
  const end = path.search(/[?#]/)
  const [plain, rest] = end < 0 ? [path, ''] : [path.slice(0, end), path.slice(end)]
  if (rewrite?.regex !== undefined) {
    const pattern = compileRe2(rewrite.regex)
    const filled = (groups: Groups) => fillIn(rewrite.substitution ?? '', groups)
    return pattern ? replaceMatches(pattern, plain, filled) + rest : path
  }
  if (rewrite?.prefix === undefined) return path
  return rewrite.prefix + plain.slice(measureMatch(sender, plain)) + rest
}

function measureMatch({ match, virtualService }: RouteSender, path: string): number {
  const { exact, regex, prefix = '/' } = match?.uri ?? {}
  if (exact !== undefined || regex !== undefined) return path.length
  const isBySegment = virtualService.hasGatewaySemantics === true && prefix !== '/'
  return isBySegment ? prefix.replace(/\/$/, '').length : prefix.length
}

type Groups = readonly (string | undefined)[]

/** RE2 numbers its groups by one digit behind a backslash; `\\0` is the whole match. */
function fillIn(substitution: string, groups: Groups): string {
  return substitution.replace(/\\(\d|\\)/g, (_whole, which: string) =>
    which === '\\' ? '\\' : (groups[Number(which)] ?? ''),
  )
}

type Headers = Readonly<Record<string, string>>
type Pair = readonly [name: string, value: string]
interface Changes {
  readonly set: readonly Pair[]
  readonly add: readonly Pair[]
  readonly remove: readonly string[]
}

function joinChanges(first: HeaderChanges | undefined, second: HeaderChanges | undefined): Changes {
  const all = [first?.request, second?.request]
  const pairs = (of: Headers | undefined) =>
    Object.entries(of ?? {}).flatMap(([name, value]): Pair[] =>
      isOwn(name) ? [[name.toLowerCase(), value]] : [],
    )
  return {
    set: all.flatMap((one) => pairs(one?.set)),
    add: all.flatMap((one) => pairs(one?.add)),
    remove: all.flatMap((one) => one?.remove ?? []).filter(isOwn),
  }
}

/** Parts of the request line are not changed as headers are (isInternalHeader, ibid.). */
function isOwn(name: string): boolean {
  return !name.startsWith(':') && name.toLowerCase() !== 'host'
}

/** Removed first, then set, then added (Envoy `source/common/router/header_parser.cc`, evaluateHeaders). */
function applyChanges(headers: Headers, { set, add, remove }: Changes): Headers {
  const gone = new Set(remove.map((name) => name.toLowerCase()))
  const kept = new Map(Object.entries(headers).filter(([name]) => !gone.has(name.toLowerCase())))
  for (const [name, value] of set) kept.set(name, readPercents(value))
  for (const [name, value] of add) {
    const known = kept.get(name)
    kept.set(name, known === undefined ? readPercents(value) : `${known},${readPercents(value)}`)
  }
  return Object.fromEntries(kept)
}

function isFilledIn(value: string): boolean {
  return value.replaceAll('%%', '').includes('%')
}

function readPercents(value: string): string {
  return value.replaceAll('%%', '%')
}
