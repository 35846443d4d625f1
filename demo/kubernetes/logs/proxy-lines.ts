import {
  type AccessFacts,
  buildAccessEntry,
  formatJsonEntry,
  formatTextEntry,
  type LogSide,
} from '#demo/kubernetes/logs/access-log.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { formatMicros } from '#demo/kubernetes/logs/ztunnel-lines.ts'
import { hashText } from '#demo/world/random.ts'
import type { Connection } from '#demo/world/requests/connections.ts'
import { readClientSpan } from '#demo/world/requests/types.ts'
import type { Upstream } from '#demo/world/requests/upstreams.ts'
import type { WorldPod } from '#demo/world/types.ts'

export type AccessEncoding = 'text' | 'json' | 'off'

/** The access log's line of a request, at the moment when the proxy is done with it. */
export function formatAccessLine(facts: AccessFacts, encoding: AccessEncoding): LogLine {
  const span = facts.side === 'outbound' ? readClientSpan(facts.request) : facts.request
  const entry = buildAccessEntry(facts)
  return {
    timeMs: span.startMs + span.durationMs,
    text: encoding === 'json' ? formatJsonEntry(entry) : formatTextEntry(entry),
  }
}

/** The line of a TCP connection: what only HTTP has is `-`, the code is 0. */
export function formatConnectionLine(
  connection: Connection,
  upstream: Upstream,
  { side, encoding, serviceIp }: { side: LogSide; encoding: AccessEncoding; serviceIp: string | undefined },
): LogLine {
  const { source, destination, sourcePort, startMs, durationMs, flags } = connection
  const inbound = side === 'inbound'
  // No filter chain fits the connection: plaintext where only mTLS is taken.
  const refused = flags === 'NR'
  const server = destination ? `${destination.ip}:${upstream.targetPort}` : '-'
  const entry = {
    start_time: new Date(startMs).toISOString(),
    method: '-',
    path: '-',
    protocol: '-',
    response_code: 0,
    response_flags: flags,
    response_code_details: refused ? 'filter_chain_not_found' : '-',
    connection_termination_details: '-',
    upstream_transport_failure_reason: '-',
    bytes_received: connection.requestBytes,
    bytes_sent: connection.responseBytes,
    duration: refused ? 0 : Math.round(durationMs),
    upstream_service_time: '-',
    x_forwarded_for: '-',
    user_agent: '-',
    request_id: '-',
    authority: '-',
    upstream_host: refused ? '-' : server,
    upstream_cluster: refused ? '-' : inbound ? upstream.inboundCluster : upstream.cluster,
    upstream_local_address: `${inbound ? '127.0.0.6' : (source?.ip ?? '-')}:${sourcePort}`,
    downstream_local_address: inbound ? server : `${serviceIp ?? destination?.ip ?? '-'}:${upstream.port}`,
    downstream_remote_address: `${source?.ip ?? '-'}:${sourcePort + 1}`,
    requested_server_name: inbound && connection.call.security === 'mutual_tls' ? upstream.serverName : '-',
    route_name: '-',
  }
  return {
    timeMs: startMs + durationMs,
    text: encoding === 'json' ? formatJsonEntry(entry) : formatTextEntry(entry),
  }
}

/** What the agent says when a proxy starts: its own lines, before Envoy is ready. */
export function listAgentStart(pod: WorldPod, role: 'sidecar' | 'router', startedMs: number): LogLine[] {
  const say = (afterMs: number, words: string) => ({
    timeMs: startedMs + afterMs,
    text: `${formatMicros(startedMs + afterMs)}\tinfo\t${words}`,
  })
  return [
    say(120, `FLAG: --domain="${pod.namespace}.svc.cluster.local"`),
    say(131, `Version 1.31.1-b2f1a3c-Clean`),
    say(
      140,
      `Proxy role\tips=[${pod.ip}] type=${role} id=${pod.name}.${pod.namespace} domain=${pod.namespace}.svc.cluster.local`,
    ),
    say(310, 'CA Endpoint istiod.istio-system.svc:15012, provider Citadel'),
    say(390, 'Starting proxy agent'),
    say(
      640,
      'xdsproxy\tInitializing with upstream address "istiod.istio-system.svc:15012" and cluster "Kubernetes"',
    ),
    say(
      905,
      'cache\tgenerated new workload certificate\tresourceName=default latency=101.2ms ttl=23h59m59.1s',
    ),
    say(1_460, 'Readiness succeeded in 1.46s'),
    say(1_462, 'Envoy proxy is ready'),
  ]
}

const reconnectMs = 30 * 60_000

/** istiod closes a proxy's stream every half hour (pilot's keepalive MaxServerConnectionAge), so that load spreads. */
export function listReconnects(pod: WorldPod, fromMs: number, untilMs: number): LogLine[] {
  const phase = hashText(`${pod.name}/xds`) % reconnectMs
  const lines: LogLine[] = []
  for (
    let turn = Math.floor((fromMs - phase) / reconnectMs) + 1;
    turn * reconnectMs + phase <= untilMs;
    turn += 1
  ) {
    const timeMs = turn * reconnectMs + phase
    const text = `${formatMicros(timeMs)}\tinfo\txdsproxy\tconnected to delta upstream XDS server: istiod.istio-system.svc:15012\tid=${turn % 100_000}`
    lines.push({ timeMs, text })
  }
  return lines
}
