import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { parseDuration } from '#server/mesh/checks/text/durations.ts'
import { checkDuration, checkNotNegative } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** validateConnectionPool of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkConnectionPool(pool: Field): Faults {
  if (!pool.isSet) return
  const [http, tcp] = [pool.at('http'), pool.at('tcp')]
  if (!http.isSet && !tcp.isSet) yield refuse(pool, 'config-empty', { field: pool.key })
  yield* checkHttp(http)
  yield* checkTcp(tcp)
}

function* checkHttp(http: Field): Faults {
  for (const name of [
    'http1MaxPendingRequests',
    'http2MaxRequests',
    'maxRequestsPerConnection',
    'maxRetries',
    'maxConcurrentStreams',
  ])
    yield* checkNotNegative(http.at(name))
  yield* checkDuration(http.at('idleTimeout'))
  if (http.at('h2UpgradePolicy').text === 'UPGRADE' && http.at('useClientProtocol').flag)
    yield refuse(http, 'config-exclusive', { fields: 'h2UpgradePolicy, useClientProtocol' })
  const keepAlive = http.at('http2KeepAlive')
  if (!keepAlive.isSet) return
  for (const name of ['interval', 'timeout']) {
    if (!keepAlive.at(name).isSet) yield refuse(keepAlive.at(name), 'config-required', { field: name })
    yield* checkDuration(keepAlive.at(name))
  }
}

function* checkTcp(tcp: Field): Faults {
  yield* checkNotNegative(tcp.at('maxConnections'))
  yield* checkDuration(tcp.at('connectTimeout'))
  yield* checkDuration(tcp.at('maxConnectionDuration'))
  // Zero turns this timeout off, and so does what is less than a millisecond.
  const idle = tcp.at('idleTimeout')
  const nanos = parseDuration(idle.text)
  if (nanos === undefined || Math.trunc(nanos / 1e6) !== 0) yield* checkDuration(idle)
  yield* checkDuration(tcp.at('tcpKeepalive').at('time'))
  yield* checkDuration(tcp.at('tcpKeepalive').at('interval'))
}
