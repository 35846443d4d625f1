import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import {
  isAddress,
  isDnsLabel,
  isFqdn,
  isHostWithin,
  isWildcardHost,
} from '#server/mesh/checks/text/names.ts'
import { checkWeighted } from '#server/mesh/checks/webhook/destinations.ts'
import { checkLabels, checkPort, checkSubnet } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/**
 * `namespace/name`, or a plain name (validateGatewayNames). A name with dots is the old form.
 *
 * @param options `legacy` says that the old form is told, which istiod does for the object's own list and for TLS
 */
export function* checkGatewayNames(gateways: Field, options: { readonly legacy?: true } = {}): Faults {
  for (const item of gateways.items) {
    const slash = item.text.indexOf('/')
    if (slash < 0) {
      if (options.legacy && item.text.includes('.'))
        yield warn(item, 'config-gateway-legacy', { value: item.text })
      if (!isFqdn(item.text)) yield refuse(item, 'config-fqdn', { value: item.text })
      // istiod looks no further than the first name without a slash.
      return
    }
    for (const part of [item.text.slice(0, slash), item.text.slice(slash + 1)])
      if (!isDnsLabel(part)) yield refuse(item, 'config-dns-label', { value: part })
  }
}

/** `outbound_.80_._.host`, as one mesh calls another through its gateway; or a plain host. */
export function isSniName(text: string): boolean {
  if (text.length === 0 || text.length > 255) return false
  if (!text.startsWith('outbound_')) return isWildcardHost(text)
  const [, port = '', , host = ''] = text.split('_')
  return text.split('_').length >= 4 && /\d/.test(port) && /[a-zA-Z]/.test(host)
}

export function* checkTlsRoute(route: Field, spec: Field): Faults {
  const matches = route.at('match').items
  if (matches.length === 0) yield refuse(route.at('match'), 'config-required', { field: 'match' })
  for (const match of matches) {
    const names = match.at('sniHosts')
    if (names.items.length === 0) yield refuse(names, 'config-required', { field: 'sniHosts' })
    for (const name of names.items) yield* checkSniHost(name, spec)
    yield* checkL4Match(match, { legacy: true })
  }
  yield* checkDestinations(route)
}

export function* checkTcpRoute(route: Field): Faults {
  for (const match of route.at('match').items) yield* checkL4Match(match)
  yield* checkDestinations(route)
}

function* checkDestinations(route: Field): Faults {
  if (route.at('route').items.length === 0)
    yield refuse(route.at('route'), 'config-required', { field: 'route' })
  yield* checkWeighted(route.at('route'))
}

function* checkL4Match(match: Field, options: { readonly legacy?: true } = {}): Faults {
  for (const subnet of match.at('destinationSubnets').items) yield* checkSubnet(subnet)
  if (match.at('port').number !== 0) yield* checkPort(match.at('port'))
  yield* checkLabels(match.at('sourceLabels'))
  yield* checkGatewayNames(match.at('gateways'), options)
}

function* checkSniHost(name: Field, spec: Field): Faults {
  // No gateways at all is not `mesh` by name, which is what istiod asks here.
  const forGateway = !spec.at('gateways').items.some(({ text }) => text === 'mesh')
  if (!(forGateway ? isSniName(name.text) : isWildcardHost(name.text))) {
    if (isAddress(name.text)) yield warn(name, 'config-sni-address', { value: name.text })
    else yield refuse(name, 'config-host', { value: name.text })
    return
  }
  if (!spec.at('hosts').items.some((host) => isHostWithin(name.text, host.text)))
    yield refuse(name, 'config-sni-host', { value: name.text })
}
