import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import {
  checkDnsLabel,
  checkNotNegative,
  checkPort,
  checkWildcardHost,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** validateDestination of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkDestination(destination: Field): Faults {
  if (!destination.isSet) return
  const host = destination.at('host')
  if (host.text === '*') yield refuse(host, 'config-host-any')
  else yield* checkWildcardHost(host)
  const subset = destination.at('subset')
  if (subset.text !== '') yield* checkDnsLabel(subset)
  const port = destination.at('port')
  if (port.isSet) yield* checkPort(port.at('number'))
}

/** The destinations of one route: each there, no weight negative, not all of several zero. */
export function* checkWeighted(route: Field): Faults {
  let total = 0
  for (const each of route.items) {
    const [destination, weight] = [each.at('destination'), each.at('weight')]
    if (!destination.isSet) yield refuse(destination, 'config-required', { field: 'destination' })
    yield* checkDestination(destination)
    yield* checkNotNegative(weight)
    total += weight.number
  }
  if (route.items.length > 1 && total === 0) yield refuse(route, 'config-weight-sum')
}
