import type { AskedRequest, Way } from '#server/mesh/access/list-routed-targets.ts'
import type { QuestionRoute } from '#server/mesh/access/types.ts'
import type { OpenAspect } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import { readRewrite } from '#server/mesh/routing/http/route-action.ts'
import { replacesWholePath, sendRequest } from '#server/mesh/routing/http/send-request.ts'
import type { HeaderChanges } from '#server/mesh/routing/virtual-services/spec.ts'

/**
 * The request as a route sends it on, and the words for what it changes; none where it changes nothing. Policies of the proxy that routes see the request as it came, all behind it what was sent: Envoy rewrites in its
 * router, which is the last of its filters.
 */
export function tellSent(
  { route, request }: NonNullable<Way['taken']>,
  ofDestination: HeaderChanges | undefined,
  asked: AskedRequest,
  at: QuestionRoute['at'],
): { readonly sends: NonNullable<QuestionRoute['sends']>; readonly reasons: readonly Reason[] } {
  const { request: sent, untold } = sendRequest(route, ofDestination, request)
  const rewrite = readRewrite(route)
  const isRewritten = rewrite?.prefix !== undefined || rewrite?.regex !== undefined
  const changed = listChanged(request.headers, sent.headers, untold)
  const isRenamed = sent.host !== request.host
  const isPathOpen = asked.path === undefined && !replacesWholePath(route)
  const isHeaderOpen = asked.headers === undefined || untold.length > 0
  const aspects: readonly (readonly [OpenAspect, boolean])[] = [
    ['method', asked.method === undefined],
    ['path', isPathOpen],
    ['host', asked.host === undefined && !isRenamed],
    ['headers', isHeaderOpen],
  ]
  const reasons: readonly Reason[] = [
    ...(isRewritten
      ? [isPathOpen ? tell('rewrite-open', { at }) : tell('rewrite', { at, path: sent.path })]
      : []),
    ...(isRenamed ? [tell('authority', { host: sent.host })] : []),
    ...(changed.length > 0 ? [tell('headers', { names: changed.join(', ') })] : []),
  ]
  return {
    sends: {
      http: {
        method: asked.method ?? '',
        path: isPathOpen ? '' : sent.path,
        host: asked.host === undefined && !isRenamed ? '' : sent.host,
        headers: isHeaderOpen ? {} : sent.headers,
      },
      open: new Set(aspects.flatMap(([aspect, isOpen]) => (isOpen ? [aspect] : []))),
    },
    reasons,
  }
}

function listChanged(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  untold: readonly string[],
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...untold])
  return [...names].filter((name) => before[name] !== after[name] || untold.includes(name)).toSorted()
}

function tell(what: string, params: Reason['params']): Reason {
  return { code: `access-route-${what}`, params }
}
