import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isHttp, isProtocol, isTls } from '#server/mesh/checks/text/protocols.ts'
import { checkConnectionPool } from '#server/mesh/checks/webhook/connection-pool.ts'
import { checkDestination } from '#server/mesh/checks/webhook/destinations.ts'
import { checkServerTls } from '#server/mesh/checks/webhook/server-tls.ts'
import {
  checkBindAddress,
  checkDnsLabel,
  checkFqdn,
  checkNamespacedHost,
  checkPort,
  checkSelector,
  checkUnixPath,
  readUnixPath,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateSidecar of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkSidecar(spec: Field, namespace: string): Faults {
  yield* checkSelector(spec.at('workloadSelector'), 'labels')
  const [ingress, egress] = [spec.at('ingress').items, spec.at('egress').items]
  const isEmpty = !spec.at('outboundTrafficPolicy').isSet && !spec.at('inboundConnectionPool').isSet
  if (ingress.length === 0 && egress.length === 0 && isEmpty)
    yield refuse(spec, 'config-empty', { field: 'spec' })
  const ports = new Set<number>()
  for (const listener of ingress) {
    yield* checkIngress(listener)
    const number = listener.at('port').at('number')
    if (number.isSet && ports.has(number.number))
      yield refuse(number, 'config-duplicate', { value: number.number })
    ports.add(number.number)
  }
  yield* checkConnectionPool(spec.at('inboundConnectionPool'))
  yield* checkEgressList(egress, namespace)
  yield* checkOutbound(spec.at('outboundTrafficPolicy'))
}

function* checkIngress(listener: Field): Faults {
  const port = listener.at('port')
  if (!port.isSet) {
    yield refuse(port, 'config-required', { field: 'port' })
    return
  }
  yield* checkListenerPort(port)
  yield* checkPort(port.at('number'))
  yield* checkBindAddress(listener.at('bind'))
  yield* checkDefaultEndpoint(listener.at('defaultEndpoint'))
  yield* checkIngressTls(listener.at('tls'), port.at('protocol').text)
  const pool = listener.at('connectionPool')
  yield* checkConnectionPool(pool)
  if (pool.at('http').isSet && !isHttp(port.at('protocol').text))
    yield warn(pool.at('http'), 'config-pool-http', { value: port.at('protocol').text })
}

function* checkListenerPort(port: Field): Faults {
  const [name, protocol] = [port.at('name'), port.at('protocol')]
  if (name.text !== '') yield* checkDnsLabel(name)
  if (protocol.text !== '' && !isProtocol(protocol.text))
    yield refuse(protocol, 'config-protocol', { value: protocol.text })
  if (port.at('targetPort').number > 0) yield refuse(port.at('targetPort'), 'config-target-port')
}

const ownHosts = ['', '127.0.0.1', '0.0.0.0', '::1', '::']

/** `host:port` of the pod itself, or a Unix socket. */
function* checkDefaultEndpoint(endpoint: Field): Faults {
  if (endpoint.text === '') return
  const path = readUnixPath(endpoint.text)
  if (path !== undefined) {
    yield* checkUnixPath(endpoint, path)
    return
  }
  const parts = /^(?:\[([^[\]]*)\]|([^:[\]]*)):(\d+)$/.exec(endpoint.text)
  const port = Number(parts?.[3])
  if (!parts || !ownHosts.includes(parts[1] ?? parts[2] ?? '') || port < 1 || port > 65535)
    yield refuse(endpoint, 'config-default-endpoint', { value: endpoint.text })
}

function* checkIngressTls(tls: Field, protocol: string): Faults {
  if (!tls.isSet) return
  const mode = tls.at('mode').text || 'PASSTHROUGH'
  const unsupported = [
    ...['subjectAltNames', 'credentialNames', 'tlsCertificates'].filter(
      (name) => tls.at(name).items.length > 0,
    ),
    ...(tls.at('httpsRedirect').flag ? ['httpsRedirect'] : []),
    ...(tls.at('credentialName').text === '' ? [] : ['credentialName']),
  ]
  for (const name of unsupported) yield refuse(tls.at(name), 'config-sidecar-tls', { field: name })
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH')
    yield refuse(tls.at('mode'), 'config-unsupported', { value: mode, allowed: 'SIMPLE, MUTUAL' })
  if (!isTls(protocol)) yield refuse(tls, 'config-tls-protocol', { value: protocol })
  yield* checkServerTls(tls)
}

function* checkEgressList(listeners: readonly Field[], namespace: string): Faults {
  const [ports, sockets] = [new Set<number>(), new Set<string>()]
  for (const [index, listener] of listeners.entries()) {
    const port = listener.at('port')
    if (!port.isSet && index < listeners.length - 1) yield refuse(listener, 'config-egress-order')
    if (port.isSet) {
      yield* checkEgressPort(listener, port)
      const [number, bind] = [port.at('number'), listener.at('bind')]
      const isTaken = number.number === 0 ? sockets.has(bind.text) : ports.has(number.number)
      if (isTaken) yield refuse(number, 'config-duplicate', { value: number.number || bind.text })
      if (number.number === 0) sockets.add(bind.text)
      else ports.add(number.number)
    }
    yield* checkEgressHosts(listener.at('hosts'), namespace)
  }
}

/** Without a number it is a Unix socket's. */
function* checkEgressPort(listener: Field, port: Field): Faults {
  yield* checkListenerPort(port)
  const bind = listener.at('bind')
  if (port.at('number').number !== 0) {
    yield* checkPort(port.at('number'))
    yield* checkBindAddress(bind)
    return
  }
  const path = readUnixPath(bind.text)
  if (path === undefined) yield refuse(port.at('number'), 'config-port', { value: 0 })
  else yield* checkUnixPath(bind, path)
  const capture = listener.at('captureMode')
  if (!['', 'DEFAULT', 'NONE'].includes(capture.text))
    yield refuse(capture, 'config-unsupported', { value: capture.text, allowed: 'DEFAULT, NONE' })
}

function* checkEgressHosts(hosts: Field, namespace: string): Faults {
  if (hosts.items.length === 0) yield refuse(hosts, 'config-required', { field: 'hosts' })
  const seen = new Map<string, Set<string>>()
  for (const host of hosts.items) {
    yield* checkNamespacedHost(host, 'sidecar')
    const slash = host.text.indexOf('/')
    if (slash < 0 || host.text.startsWith('~')) continue
    const of = host.text.slice(0, slash) === '.' ? namespace : host.text.slice(0, slash)
    const name = host.text.slice(slash + 1)
    const others = seen.get(of) ?? new Set()
    const isTwice = name === '*' ? others.size > 0 : others.has(name) || others.has('*')
    if (isTwice) yield warn(host, 'config-duplicate', { value: host.text })
    seen.set(of, others.add(name))
  }
  if (seen.get('*')?.has('*') && seen.size > 1) yield warn(hosts, 'config-egress-all')
}

function* checkOutbound(policy: Field): Faults {
  const proxy = policy.at('egressProxy')
  const mode = policy.at('mode')
  if (mode.text === 'ALLOW_ANY_DYNAMIC_DNS')
    yield refuse(mode, 'config-unsupported', { value: mode.text, allowed: 'ALLOW_ANY, REGISTRY_ONLY' })
  if (!proxy.isSet) return
  // The mode of a Sidecar that names none is REGISTRY_ONLY, the first of the enum.
  if (mode.text !== 'ALLOW_ANY')
    yield refuse(proxy, 'config-needs', { field: 'egressProxy', needs: 'mode: ALLOW_ANY' })
  yield* checkFqdn(proxy.at('host'))
  if (!proxy.at('port').isSet) yield refuse(proxy.at('port'), 'config-required', { field: 'port' })
  yield* checkDestination(proxy)
}
