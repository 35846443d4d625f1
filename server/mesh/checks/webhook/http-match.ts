import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkMatchedHeader } from '#server/mesh/checks/webhook/headers.ts'
import { checkGatewayNames } from '#server/mesh/checks/webhook/l4-routes.ts'
import {
  checkDnsLabel,
  checkLabels,
  checkPort,
  checkStringMatch,
} from '#server/mesh/checks/webhook/values.ts'

/** validateHTTPRouteMatchRequest of istio `pkg/config/validation/virtualservice.go` (1.31). */
export function* checkHttpMatch(match: Field): Generator<ConfigFault> {
  for (const entry of match.at('headers').entries) {
    yield* checkMatchedHeader(entry)
    yield* checkStringMatch(entry)
  }
  for (const entry of match.at('withoutHeaders').entries) {
    yield* checkMatchedHeader(entry)
    // A single star there means presence, it is no regex.
    if (entry.at('regex').text !== '*') yield* checkStringMatch(entry)
  }
  yield* checkStringMatch(match.at('uri'), { emptyPrefix: true })
  for (const name of ['scheme', 'method', 'authority']) yield* checkStringMatch(match.at(name))
  for (const entry of match.at('queryParams').entries) yield* checkStringMatch(entry)
  if (match.at('port').number !== 0) yield* checkPort(match.at('port'))
  yield* checkLabels(match.at('sourceLabels'))
  yield* checkGatewayNames(match.at('gateways'))
  const namespace = match.at('sourceNamespace')
  if (namespace.text !== '') yield* checkDnsLabel(namespace)
}
