import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { hasPartialWildcard, isAddress, isFqdn } from '#server/mesh/checks/text/names.ts'
import { isHttp, isProtocol, isTcp, isTls } from '#server/mesh/checks/text/protocols.ts'
import {
  checkDnsLabel,
  checkExportTo,
  checkLabels,
  checkPort,
  checkSelector,
  checkSubnet,
  checkWildcardHost,
} from '#server/mesh/checks/webhook/values.ts'
import { checkEntryPorts, checkWorkloadEntry } from '#server/mesh/checks/webhook/workload-entries.ts'

type Faults = Generator<ConfigFault>

/** ValidateServiceEntry of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkServiceEntry(spec: Field, metadata: Field): Faults {
  const [selector, endpoints, hosts] = [spec.at('workloadSelector'), spec.at('endpoints'), spec.at('hosts')]
  yield* checkSelector(selector, 'labels')
  if (selector.isSet && endpoints.items.length > 0)
    yield refuse(spec, 'config-exclusive', { fields: 'workloadSelector, endpoints' })
  const resolution = spec.at('resolution').text || 'NONE'
  if (hosts.items.length === 0) yield refuse(hosts, 'config-required', { field: 'hosts' })
  for (const host of hosts.items) {
    if (host.text === '*') yield refuse(host, 'config-host-any')
    else yield* checkWildcardHost(host)
    if (resolution !== 'DYNAMIC_DNS' && hasPartialWildcard(host.text))
      yield warn(host, 'config-host-partial', { value: host.text })
  }
  yield* checkAddresses(spec, resolution)
  yield* checkPorts(spec, metadata, resolution)
  yield* checkResolution(spec, metadata, resolution)
  const mixed = spec.at('ports').items.map((port) => port.at('protocol'))
  if (
    resolution !== 'NONE' &&
    hosts.items.length > 1 &&
    mixed.some(({ text }) => !isHttp(text) && !isTls(text))
  )
    yield refuse(hosts, 'config-hosts-tcp')
  yield* checkExportTo(spec.at('exportTo'), metadata.at('namespace').text, { none: true })
}

function* checkAddresses(spec: Field, resolution: string): Faults {
  const addresses = spec.at('addresses').items
  for (const address of addresses) {
    yield* checkSubnet(address)
    if (address.text.includes('/') && !['NONE', 'STATIC'].includes(resolution))
      yield refuse(address, 'config-resolution-field', { resolution, field: 'addresses' })
  }
}

function* checkPorts(spec: Field, metadata: Field, resolution: string): Faults {
  const [names, numbers] = [new Set<string>(), new Set<number>()]
  const isAllocated =
    resolution !== 'NONE' &&
    metadata.at('labels').at('networking.istio.io/enable-autoallocate-ip').text.toLowerCase() !== 'false'
  for (const port of spec.at('ports').items) {
    const [name, number, protocol, target] = [
      port.at('name'),
      port.at('number'),
      port.at('protocol'),
      port.at('targetPort'),
    ]
    if (names.has(name.text)) yield refuse(name, 'config-duplicate', { value: name.text })
    if (numbers.has(number.number)) yield refuse(number, 'config-duplicate', { value: number.number })
    names.add(name.text)
    numbers.add(number.number)
    if (target.number !== 0) yield* checkPort(target)
    if (spec.at('addresses').items.length === 0 && !isAllocated && ['', 'TCP'].includes(protocol.text))
      yield warn(port, 'config-tcp-address')
    yield* checkDnsLabel(name)
    if (protocol.text !== '' && !isProtocol(protocol.text))
      yield refuse(protocol, 'config-protocol', { value: protocol.text })
    yield* checkPort(number)
  }
}

function* checkResolution(spec: Field, metadata: Field, resolution: string): Faults {
  const [endpoints, selector] = [spec.at('endpoints'), spec.at('workloadSelector')]
  const portNames = new Set(spec.at('ports').items.map((port) => port.at('name').text))
  if (resolution === 'NONE') {
    if (endpoints.items.length > 0)
      yield refuse(endpoints, 'config-resolution-field', { resolution, field: 'endpoints' })
    if (selector.isSet)
      yield warn(selector, 'config-resolution-field', { resolution, field: 'workloadSelector' })
  } else if (resolution === 'STATIC') {
    for (const endpoint of endpoints.items) yield* checkWorkloadEntry(endpoint, { portNames })
  } else if (resolution === 'DYNAMIC_DNS') yield* checkDynamic(spec, metadata)
  else yield* checkDns(spec, resolution, portNames)
}

function* checkDns(spec: Field, resolution: string, portNames: ReadonlySet<string>): Faults {
  const [endpoints, hosts] = [spec.at('endpoints').items, spec.at('hosts').items]
  if (endpoints.length === 0)
    for (const host of hosts) if (!isFqdn(host.text)) yield refuse(host, 'config-fqdn', { value: host.text })
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    yield refuse(spec.at('endpoints'), 'schema-too-long', { size: endpoints.length, limit: 1 })
  for (const endpoint of endpoints) {
    const address = endpoint.at('address')
    if (!isAddress(address.text) && !isFqdn(address.text))
      yield refuse(address, 'config-fqdn', { value: address.text })
    yield* checkLabels(endpoint.at('labels'))
    yield* checkEntryPorts(endpoint.at('ports'), portNames)
  }
  const hasTcp = spec.at('ports').items.some((port) => isTcp(port.at('protocol').text))
  if (spec.at('addresses').items.length > 0 && hasTcp && hosts.length > 1)
    yield warn(spec.at('hosts'), 'config-hosts-tcp')
}

function* checkDynamic(spec: Field, metadata: Field): Faults {
  const resolution = 'DYNAMIC_DNS'
  for (const host of spec.at('hosts').items)
    if (!host.text.startsWith('*')) yield refuse(host, 'config-host-wildcard', { value: host.text })
  for (const field of ['addresses', 'endpoints'])
    if (spec.at(field).items.length > 0)
      yield refuse(spec.at(field), 'config-resolution-field', { resolution, field })
  for (const port of spec.at('ports').items) {
    const protocol = port.at('protocol')
    if (!['http', 'tls', 'grpc', 'http2'].includes(protocol.text.toLowerCase()))
      yield refuse(protocol, 'config-unsupported', {
        value: protocol.text,
        allowed: 'HTTP, TLS, GRPC, HTTP2',
      })
  }
  const waypoint = metadata.at('labels').at('istio.io/use-waypoint').text
  if (spec.at('location').text === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none')
    yield refuse(spec.at('location'), 'config-resolution-field', {
      resolution,
      field: 'istio.io/use-waypoint',
    })
}
