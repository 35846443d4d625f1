import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkDuration, checkNotNegative, checkPort, checkRegex } from '#server/mesh/checks/webhook/values.ts'

/** What a route does beside going somewhere (istio `pkg/config/validation/validation.go`, 1.31). */
type Faults = Generator<ConfigFault>

export function* checkFault(fault: Field): Faults {
  if (!fault.isSet) return
  const [abort, delay] = [fault.at('abort'), fault.at('delay')]
  if (!abort.isSet && !delay.isSet) yield refuse(fault, 'config-empty', { field: 'fault' })
  if (abort.isSet) yield* checkAbort(abort)
  yield* checkShare(delay.at('percentage'))
  yield* checkDuration(delay.at('fixedDelay'))
  if (delay.at('exponentialDelay').isSet) yield refuse(delay.at('exponentialDelay'), 'config-unimplemented')
}

const grpcStatuses =
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  )

function* checkAbort(abort: Field): Faults {
  yield* checkShare(abort.at('percentage'))
  const [http, grpc, http2] = [abort.at('httpStatus'), abort.at('grpcStatus'), abort.at('http2Error')]
  if (http.isSet) yield* checkStatus(http)
  else if (http2.isSet) yield refuse(http2, 'config-unimplemented')
  else if (grpc.isSet && !grpcStatuses.includes(grpc.text))
    yield refuse(grpc, 'config-unsupported', { value: grpc.text, allowed: grpcStatuses.join(', ') })
}

/** istiod takes 600 too. */
function* checkStatus(status: Field): Faults {
  if (status.number < 200 || status.number > 600)
    yield refuse(status, 'config-status', { value: status.number })
}

const leastShare = 0.0001

/** Zero, or what Envoy can count: at least a ten-thousandth of a percent. */
function* checkShare(percentage: Field): Faults {
  const { number } = percentage.at('value')
  if (number < 0 || number > 100 || (number > 0 && number < leastShare))
    yield refuse(percentage, 'config-percent', { value: number })
}

export function* checkRedirect(route: Field): Faults {
  const redirect = route.at('redirect')
  if (!redirect.isSet) return
  const isText = (name: string) => redirect.at(name).text !== ''
  if (isText('uri') && isText('prefixRewrite'))
    yield refuse(redirect, 'config-exclusive', { fields: 'uri, prefixRewrite' })
  if (isText('prefixRewrite'))
    for (const match of route.at('match').items)
      if (match.at('uri').isSet && !match.at('uri').at('prefix').isSet)
        yield refuse(match.at('uri'), 'config-needs', { field: 'prefixRewrite', needs: 'uri.prefix' })
  const hasPort = redirect.at('port').isSet || redirect.at('derivePort').isSet
  if (!['uri', 'prefixRewrite', 'authority', 'scheme'].some(isText) && !hasPort)
    yield refuse(redirect, 'config-empty', { field: 'redirect' })
  const [code, scheme, port] = [redirect.at('redirectCode'), redirect.at('scheme'), redirect.at('port')]
  if (code.number !== 0 && (code.number < 300 || code.number > 399))
    yield refuse(code, 'config-redirect-code', { value: code.number })
  if (!['', 'http', 'https'].includes(scheme.text))
    yield refuse(scheme, 'config-unsupported', { value: scheme.text, allowed: 'http, https' })
  if (port.number > 0) yield* checkPort(port)
}

const kib = 1024
const mib = 1024 * kib
const largeBody = 100 * kib

export function* checkDirectResponse(response: Field): Faults {
  if (!response.isSet) return
  yield* checkStatus(response.at('status'))
  const body = response.at('body')
  const text = body.at('string').text
  // Bytes are in base64, whose every four characters are three of them.
  const size =
    text === '' ? Math.floor((body.at('bytes').text.replace(/=+$/, '').length * 3) / 4) : countBytes(text)
  if (size > mib) yield refuse(body, 'config-body-large', { limit: mib })
  else if (size > largeBody) yield warn(body, 'config-body-large', { limit: largeBody })
}

function countBytes(text: string): number {
  return new TextEncoder().encode(text).length
}

const retryReasons =
  '5xx gateway-error reset reset-before-request connect-failure retriable-4xx refused-stream retriable-status-codes retriable-headers envoy-ratelimited http3-post-connect-failure cancelled deadline-exceeded internal resource-exhausted unavailable'.split(
    ' ',
  )
/** The codes that Go's `net/http` has a text for. */
const statusTexts: ReadonlySet<number> = new Set([
  ...[100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
  ...[300, 301, 302, 303, 304, 305, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418],
  ...[421, 422, 423, 424, 425, 426, 428, 429, 431, 451],
  ...[500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
])

export function* checkRetries(retries: Field): Faults {
  if (!retries.isSet) return
  yield* checkNotNegative(retries.at('attempts'))
  const reasons = retries.at('retryOn')
  const isTuned =
    retries.at('perTryTimeout').isSet || reasons.text !== '' || retries.at('retryRemoteLocalities').isSet
  if (retries.at('attempts').number === 0 && isTuned)
    yield refuse(retries, 'config-needs', { field: 'retries', needs: 'attempts' })
  yield* checkDuration(retries.at('perTryTimeout'))
  yield* checkDuration(retries.at('backoff'))
  if (reasons.text === '') return
  for (const reason of reasons.text.split(','))
    if (!retryReasons.includes(reason) && !(/^\d+$/.test(reason) && statusTexts.has(Number(reason))))
      yield refuse(reasons, 'config-retry-reason', { value: reason })
}

export function* checkRewrite(rewrite: Field): Faults {
  if (!rewrite.isSet) return
  const [uri, regex] = [rewrite.at('uri'), rewrite.at('uriRegexRewrite')]
  if (uri.text !== '' && regex.isSet)
    yield refuse(rewrite, 'config-exclusive', { fields: 'uri, uriRegexRewrite' })
  if (uri.text === '' && !regex.isSet && rewrite.at('authority').text === '')
    yield refuse(rewrite, 'config-empty', { field: 'rewrite' })
  if (!regex.isSet) return
  for (const name of ['match', 'rewrite'])
    if (regex.at(name).text === '') yield refuse(regex.at(name), 'config-required', { field: name })
  yield* checkRegex(regex.at('match'))
}
