import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isDnsLabel } from '#server/mesh/checks/text/names.ts'
import { isHttp, isProtocol, isTls } from '#server/mesh/checks/text/protocols.ts'
import { checkServerTls } from '#server/mesh/checks/webhook/server-tls.ts'
import {
  checkBindAddress,
  checkNamespacedHost,
  checkPort,
  checkUnixPath,
  readUnixPath,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateGateway of istio `pkg/config/validation/validation.go` (1.31), for networking.istio.io. */
export function* checkGateway(spec: Field, metadata: Field): Faults {
  const name = metadata.at('name')
  if (!isDnsLabel(name.text)) yield refuse(name, 'config-dns-label', { value: name.text })
  const servers = spec.at('servers').items
  if (servers.length === 0) yield refuse(spec.at('servers'), 'config-required', { field: 'servers' })
  const portNames = new Set<string>()
  for (const server of servers) {
    yield* checkServer(server)
    const port = server.at('port')
    if (!port.isSet) continue
    if (portNames.has(port.at('name').text))
      yield refuse(port.at('name'), 'config-duplicate', { value: port.at('name').text })
    portNames.add(port.at('name').text)
    const redirect = server.at('tls').at('httpsRedirect')
    if (redirect.flag && !isHttp(port.at('protocol').text)) yield warn(redirect, 'config-redirect-http')
  }
}

function* checkServer(server: Field): Faults {
  const hosts = server.at('hosts')
  if (hosts.items.length === 0) yield refuse(hosts, 'config-required', { field: 'hosts' })
  for (const host of hosts.items) yield* checkNamespacedHost(host, 'gateway')
  const bind = server.at('bind')
  const portFaults = [...checkServerPort(server.at('port'), bind)]
  yield* portFaults
  yield* checkBind(server.at('port'), bind)
  yield* checkServerTls(server.at('tls'))
  if (portFaults.length === 0) yield* checkTlsOfProtocol(server)
}

function* checkServerPort(port: Field, bind: Field): Faults {
  if (!port.isSet) {
    yield refuse(port, 'config-required', { field: 'port' })
    return
  }
  const protocol = port.at('protocol')
  if (!isProtocol(protocol.text)) yield refuse(protocol, 'config-protocol', { value: protocol.text })
  const number = port.at('number')
  if (number.number > 0 || readUnixPath(bind.text) === undefined) yield* checkPort(number)
  if (port.at('targetPort').number > 0) yield refuse(port.at('targetPort'), 'config-target-port')
  if (port.at('name').text === '') yield refuse(port.at('name'), 'config-required', { field: 'name' })
}

function* checkBind(port: Field, bind: Field): Faults {
  const path = readUnixPath(bind.text)
  if (path === undefined) yield* checkBindAddress(bind)
  else {
    yield* checkUnixPath(bind, path)
    if (port.at('number').number !== 0) yield refuse(port.at('number'), 'config-unix-port')
  }
}

/** Settings of TLS where the protocol has it, and there alone; an HTTP server may redirect. */
function* checkTlsOfProtocol(server: Field): Faults {
  const tls = server.at('tls')
  const protocol = server.at('port').at('protocol').text
  if (isTls(protocol)) {
    if (!tls.isSet) yield refuse(tls, 'config-required', { field: 'tls' })
    return
  }
  if (!tls.isSet) return
  const mode = tls.at('mode').text || 'PASSTHROUGH'
  const isBare = ['caCertificates', 'privateKey', 'serverCertificate'].every(
    (name) => tls.at(name).text === '',
  )
  if (!(isHttp(protocol) && isBare && ['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(mode)))
    yield refuse(tls, 'config-tls-protocol', { value: protocol })
}
