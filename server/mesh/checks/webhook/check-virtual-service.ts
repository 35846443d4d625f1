import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { findOverlapping, isAddress, isWildcardHost } from '#server/mesh/checks/text/names.ts'
import { isClaimName } from '#server/mesh/checks/webhook/headers.ts'
import { checkHttpRoute } from '#server/mesh/checks/webhook/http-route.ts'
import {
  checkGatewayNames,
  checkTcpRoute,
  checkTlsRoute,
  isSniName,
} from '#server/mesh/checks/webhook/l4-routes.ts'
import { checkUnreachable } from '#server/mesh/checks/webhook/unreachable-routes.ts'
import { checkExportTo } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateVirtualService of istio `pkg/config/validation/{validation,virtualservice}.go` (1.31). */
export function* checkVirtualService(spec: Field, namespace: string): Faults {
  const [hosts, gateways] = [spec.at('hosts').items, spec.at('gateways')]
  const isDelegate = hosts.length === 0
  if (isDelegate)
    for (const name of ['gateways', 'tls', 'tcp'])
      if (spec.at(name).items.length > 0)
        yield refuse(spec.at(name), 'config-delegate-field', { field: name })
  yield* checkGatewayNames(gateways, { legacy: true })
  const forGateway = gateways.items.length > 0 && !gateways.items.some(({ text }) => text === 'mesh')
  if (!forGateway) yield* checkClaims(spec)
  yield* checkHosts(spec, forGateway)
  if (['http', 'tls', 'tcp'].every((name) => spec.at(name).items.length === 0))
    yield refuse(spec, 'config-no-routes')
  for (const route of spec.at('http').items) yield* checkHttpRoute(route, isDelegate)
  for (const route of spec.at('tls').items) yield* checkTlsRoute(route, spec)
  for (const route of spec.at('tcp').items) yield* checkTcpRoute(route)
  yield* checkExportTo(spec.at('exportTo'), namespace)
  for (const kind of ['http', 'tcp', 'tls']) yield* checkUnreachable(spec.at(kind), kind === 'http')
}

/** Claims of tokens are told apart at gateways alone. */
function* checkClaims(spec: Field): Faults {
  for (const route of spec.at('http').items)
    for (const match of route.at('match').items)
      for (const name of ['headers', 'withoutHeaders'])
        for (const entry of match.at(name).entries)
          if (isClaimName(entry.key)) yield refuse(entry, 'config-claim-gateway', { value: entry.key })
}

function* checkHosts(spec: Field, forGateway: boolean): Faults {
  const hosts = spec.at('hosts').items
  const hasSni = spec
    .at('tls')
    .items.some((route) => route.at('match').items.some((match) => match.at('sniHosts').items.length > 0))
  let allValid = true
  for (const host of hosts) {
    const isName = forGateway && hasSni ? isSniName(host.text) : isWildcardHost(host.text)
    if (!isName && !isAddress(host.text)) {
      allValid = false
      yield refuse(host, 'config-host', { value: host.text })
    } else if (!forGateway && host.text === '*') {
      allValid = false
      yield refuse(host, 'config-host-mesh-any')
    }
  }
  if (!allValid) return
  const overlapping = findOverlapping(hosts.map(({ text }) => text))
  for (const [index, host] of hosts.entries())
    if (overlapping.has(index)) yield refuse(host, 'config-duplicate', { value: host.text })
}
