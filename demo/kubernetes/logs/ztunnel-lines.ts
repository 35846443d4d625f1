import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import type { Connection } from '#demo/world/requests/connections.ts'
import type { World, WorldWorkload } from '#demo/world/types.ts'

/**
 * The lines of one node's ztunnel: a connection is told at the node of its client and at the node of its server
 * (ztunnel src/proxy/metrics.rs, target `access`).
 */
export function formatZtunnelLine(
  world: World,
  workloads: ReadonlyMap<string, WorldWorkload>,
  connection: Connection,
  port: number,
  direction: 'inbound' | 'outbound',
): LogLine {
  const { call, source, destination, startMs, durationMs } = connection
  const timeMs = startMs + durationMs
  const identity = (end: { namespace: string; workload: string } | undefined) => {
    const workload = end && workloads.get(`${end.namespace}/${end.workload}`)
    return workload
      ? `spiffe://${world.trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`
      : undefined
  }
  const mutual = call.security === 'mutual_tls'
  const denied = connection.flags === 'DENY'
  const pairs: [string, string | number | undefined][] = [
    ['src.addr', source && `${source.ip}:${connection.sourcePort}`],
    ['src.workload', source && `"${source.name}"`],
    ['src.namespace', source && `"${source.namespace}"`],
    ['src.identity', mutual ? quote(identity(call.source)) : undefined],
    ['dst.addr', destination && `${destination.ip}:${mutual ? 15_008 : port}`],
    ['dst.hbone_addr', mutual && destination ? `${destination.ip}:${port}` : undefined],
    ['dst.service', `"${call.service.host}"`],
    ['dst.workload', destination && `"${destination.name}"`],
    ['dst.namespace', destination && `"${destination.namespace}"`],
    ['dst.identity', mutual ? quote(identity(call.destination)) : undefined],
    ['direction', `"${direction}"`],
    ['bytes_sent', direction === 'outbound' ? connection.requestBytes : connection.responseBytes],
    ['bytes_recv', direction === 'outbound' ? connection.responseBytes : connection.requestBytes],
    ['duration', `"${Math.round(durationMs)}ms"`],
    [
      'error',
      denied
        ? `"connection closed due to policy rejection: ${connection.details ?? 'allow policies exist, but none allowed'}"`
        : undefined,
    ],
  ]
  const words = pairs.flatMap(([key, value]) => (value === undefined ? [] : `${key}=${value}`))
  return {
    timeMs,
    text: `${formatMicros(timeMs)}\t${denied ? 'error' : 'info'}\taccess\tconnection complete\t${words.join(' ')}`,
  }
}

const quote = (text: string | undefined) => (text === undefined ? undefined : `"${text}"`)

/** ztunnel and Istio's Go programs write six digits of a second. */
export function formatMicros(timeMs: number): string {
  const whole = Math.floor(timeMs)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(Math.floor((timeMs - whole) * 1000)).padStart(3, '0')}Z`
}
