import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isAddress, isDnsLabel, isFqdn } from '#server/mesh/checks/text/names.ts'
import {
  checkLabels,
  checkNotNegative,
  checkPort,
  checkUnixPath,
  readUnixPath,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/**
 * A WorkloadEntry, or the endpoint of a STATIC ServiceEntry, which takes no names for addresses
 * (validateWorkloadEntry of istio `pkg/config/validation/validation.go`, 1.31).
 *
 * @param endpointOf the ports' names of the ServiceEntry; absent for a WorkloadEntry by itself
 */
export function* checkWorkloadEntry(
  entry: Field,
  endpointOf?: { readonly portNames: ReadonlySet<string> },
): Faults {
  const [address, network, ports] = [entry.at('address'), entry.at('network'), entry.at('ports')]
  if (address.text === '') {
    if (network.text === '') {
      yield refuse(address, 'config-required', { field: 'address' })
      return
    }
    yield warn(address, 'config-address-unset', { value: network.text })
  }
  const path = readUnixPath(address.text)
  if (path !== undefined) {
    yield* checkUnixPath(address, path)
    if (ports.entries.length > 0) yield refuse(ports, 'config-unix-port')
    if (endpointOf && endpointOf.portNames.size !== 1) yield refuse(address, 'config-unix-endpoint')
  } else if (address.text !== '' && !isAddress(address.text) && (endpointOf || !isFqdn(address.text)))
    yield refuse(address, 'config-address', { value: address.text })
  yield* checkEntryPorts(ports, endpointOf?.portNames)
  yield* checkLabels(entry.at('labels'))
}

export function* checkEntryPorts(ports: Field, names: ReadonlySet<string> | undefined): Faults {
  for (const port of ports.entries) {
    if (names && !names.has(port.key)) yield refuse(port, 'config-endpoint-port', { value: port.key })
    if (!isDnsLabel(port.key)) yield refuse(port, 'config-dns-label', { value: port.key })
    yield* checkPort(port)
  }
}

/** ValidateWorkloadGroup, validateReadinessProbe. */
export function* checkWorkloadGroup(spec: Field): Faults {
  if (!spec.at('template').isSet) yield refuse(spec.at('template'), 'config-required', { field: 'template' })
  yield* checkLabels(spec.at('metadata').at('labels'))
  const probe = spec.at('probe')
  if (!probe.isSet) return
  for (const name of [
    'periodSeconds',
    'initialDelaySeconds',
    'timeoutSeconds',
    'successThreshold',
    'failureThreshold',
  ])
    yield* checkNotNegative(probe.at(name))
  yield* checkProbeMethod(probe)
}

function* checkProbeMethod(probe: Field): Faults {
  const [http, tcp, exec] = [probe.at('httpGet'), probe.at('tcpSocket'), probe.at('exec')]
  if (http.isSet) {
    yield* checkPort(http.at('port'))
    const scheme = http.at('scheme')
    if (!['', 'HTTP', 'HTTPS'].includes(scheme.text))
      yield refuse(scheme, 'config-unsupported', { value: scheme.text, allowed: 'HTTP, HTTPS' })
    for (const header of http.at('httpHeaders').items)
      if (!/^[-A-Za-z0-9]+$/.test(header.at('name').text))
        yield refuse(header.at('name'), 'config-header-name', { value: header.at('name').text })
  } else if (tcp.isSet) yield* checkPort(tcp.at('port'))
  else if (exec.isSet) {
    if (exec.at('command').items.length === 0)
      yield refuse(exec.at('command'), 'config-required', { field: 'command' })
  } else if (!probe.at('grpc').isSet)
    yield refuse(probe, 'config-required', { field: 'httpGet, tcpSocket, exec' })
  // istiod knows no other method, gRPC among them.
  else yield refuse(probe.at('grpc'), 'config-unimplemented')
}
