import { drawIndex, purposes } from '#demo/world/requests/draw.ts'
import { formatRequestId } from '#demo/world/requests/identify.ts'
import { readOperation } from '#demo/world/requests/operations.ts'
import { hasArrived, networkShare, readClientSpan, type WorldRequest } from '#demo/world/requests/types.ts'
import type { Upstream } from '#demo/world/requests/upstreams.ts'

/** Which proxy writes the line: the client's, the server's, or the waypoint between them. */
export type LogSide = 'outbound' | 'inbound' | 'waypoint'

export interface AccessFacts {
  readonly request: WorldRequest
  readonly side: LogSide
  readonly upstream: Upstream
  /** The cluster address of the called Service, where it has one. */
  readonly serviceIp: string | undefined
}

/**
 * What Envoy knows of a request when it ends, by the keys of Istio's JSON access log; `-` for nothing
 * (pilot/pkg/model/telemetry_logging.go).
 */
export type AccessEntry = Readonly<Record<string, string | number>>

export function buildAccessEntry({ request, side, upstream, serviceIp }: AccessFacts): AccessEntry {
  const { call, outcome, story, hash } = request
  const operation = readOperation(request)
  const ephemeral = (turn: number) => 32_768 + drawIndex(hash, purposes.ports + turn, 28_000)
  const span = side === 'outbound' ? readClientSpan(request) : request
  const source = request.source?.ip ?? (side === 'inbound' ? '10.244.0.1' : '127.0.0.6')
  const server = request.destination?.ip
  const target = side === 'outbound' ? (request.waypoint?.ip ?? server) : server
  const answered = hasArrived(call, outcome) || call.destination === undefined
  const reached = answered && outcome.flags !== 'NR' && outcome.flags !== 'NC'
  const host = reached ? chooseHost(side, target, upstream) : '-'
  const cluster = side === 'inbound' ? upstream.inboundCluster : upstream.cluster
  const mutual = call.security === 'mutual_tls'
  const durationMs = Math.round(span.durationMs)
  return {
    start_time: new Date(span.startMs).toISOString(),
    method: operation.method,
    path: operation.path,
    protocol: operation.protocol,
    response_code: Number(outcome.code),
    response_flags: outcome.flags,
    response_code_details: explainAnswer(outcome, side),
    connection_termination_details: '-',
    upstream_transport_failure_reason:
      outcome.flags === 'UF' ? 'delayed connect error: Connection refused' : '-',
    bytes_received: operation.method === 'GET' ? 0 : request.requestBytes,
    bytes_sent: outcome.code === '0' ? 0 : request.responseBytes,
    duration: durationMs,
    upstream_service_time:
      reached && outcome.code !== '0' ? String(Math.round(span.durationMs / networkShare)) : '-',
    x_forwarded_for: operation.forwardedFor || '-',
    user_agent: operation.userAgent,
    request_id: formatRequestId(story, request.sampled),
    authority: upstream.authority,
    upstream_host: host,
    upstream_cluster: outcome.flags === 'NR' ? '-' : cluster,
    upstream_local_address:
      host === '-' ? '-' : side === 'inbound' ? `127.0.0.6:${ephemeral(0)}` : `${source}:${ephemeral(0)}`,
    downstream_local_address:
      side === 'inbound'
        ? `${server ?? '-'}:${upstream.targetPort}`
        : `${serviceIp ?? target ?? '240.240.0.1'}:${upstream.port}`,
    downstream_remote_address: `${source}:${ephemeral(1)}`,
    requested_server_name: side === 'inbound' && mutual ? upstream.serverName : '-',
    route_name: outcome.flags === 'NR' ? '-' : 'default',
  }
}

function chooseHost(side: LogSide, target: string | undefined, upstream: Upstream): string {
  if (target) return `${target}:${upstream.targetPort}`
  // Hosts outside answer from addresses kept for documentation.
  return side === 'outbound' ? `192.0.2.${10 + (upstream.authority.length % 200)}:${upstream.port}` : '-'
}

/** %RESPONSE_CODE_DETAILS% (Envoy source/common/stream_info, and docs/root/configuration/http/http_conn_man/response_code_details). */
function explainAnswer({ flags, details }: WorldRequest['outcome'], side: LogSide): string {
  const known: Readonly<Record<string, string>> = {
    UH: 'no_healthy_upstream',
    UF: 'upstream_reset_before_response_started{connection_failure}',
    UC: 'upstream_reset_before_response_started{connection_termination}',
    UO: 'upstream_reset_before_response_started{overflow}',
    UT: 'response_timeout',
    NR: 'route_not_found',
    NC: 'cluster_not_found',
    DC: 'downstream_remote_disconnect',
    FI: 'fault_filter_abort',
    RL: 'request_rate_limited',
    UAEX: 'ext_authz_denied',
  }
  const said = flags
    .split(',')
    .map((flag) => known[flag])
    .find(Boolean)
  if (said) return said
  // What the server's proxy says of its own answer the client's has via its upstream.
  return (side === 'outbound' ? undefined : details) ?? 'via_upstream'
}

const textFormat =
  '[%start_time%] "%method% %path% %protocol%" %response_code% %response_flags% %response_code_details% ' +
  '%connection_termination_details% "%upstream_transport_failure_reason%" %bytes_received% %bytes_sent% %duration% ' +
  '%upstream_service_time% "%x_forwarded_for%" "%user_agent%" "%request_id%" "%authority%" "%upstream_host%" ' +
  '%upstream_cluster% %upstream_local_address% %downstream_local_address% %downstream_remote_address% ' +
  '%requested_server_name% %route_name%'

/** Istio's default text format (EnvoyTextLogFormat). */
export function formatTextEntry(entry: AccessEntry): string {
  return textFormat.replace(/%(\w+)%/g, (_whole, key: string) => String(entry[key] ?? '-'))
}

/** Istio's JSON format: what is not there is null. Envoy writes the keys in alphabetical order. */
export function formatJsonEntry(entry: AccessEntry): string {
  const keys = Object.keys(entry).sort()
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, entry[key] === '-' ? null : entry[key]])))
}
