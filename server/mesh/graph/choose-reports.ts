import { type Around, chooseReportsAround } from '#server/mesh/graph/around.ts'
import { isKnown, type Protocol, unknown } from '#server/mesh/graph/types.ts'

/** A series speaks for a namespace that was asked for; of two that say the same there, the lower rank is believed. */
export interface Report {
  readonly namespace: string
  readonly rank: number
}

export interface ReportFacts {
  /** The namespaces that were asked for. */
  readonly asked: ReadonlySet<string>
  /** Those of them that are captured by ztunnel (`istio.io/dataplane-mode: ambient`). */
  readonly ambient: ReadonlySet<string>
  /** Only the graph around this node. */
  readonly around?: Around | undefined
}

const neverAnswered = 0
const calledFromOutside = 1
const seenByServer = 2
const seenByClient = 3

/**
 * Which namespaces' graphs a series belongs to. The same request is reported by the proxy that sent it and by the one
 * that received it; Kiali asks Prometheus four questions for each namespace, in this order, and of series that agree
 * in all but the reporter takes the first (graph/telemetry/istio/istio.go, buildNamespaceTrafficMap, addEdgeTraffic):
 *
 * 0. from the client's side, what nothing answered though it was meant for a service of the namespace;
 * 1. for an ambient namespace, from the client's side, what came from other namespaces: gateways without a waypoint
 *    behind them have no other witness (requests, not TCP);
 * 2. from the server's side, what the namespace's workloads received;
 * 3. from the client's side, what its workloads sent.
 *
 * Waypoints stand between both sides and count as either.
 */
export function chooseReports(
  labels: Readonly<Record<string, string>>,
  protocol: Protocol,
  { asked, ambient, around }: ReportFacts,
): Report[] {
  if (around)
    return chooseReportsAround(labels, protocol, { around, isAmbient: ambient.has(around.namespace) })
  const reporter = labels['reporter']
  const from = labels['source_workload_namespace'] ?? ''
  const to = labels['destination_workload_namespace'] ?? ''
  const reports: Report[] = []
  if (reporter !== 'destination') {
    if (to === unknown && !isKnown(labels['destination_workload'])) {
      for (const namespace of namespacesOfHost(labels['destination_service'] ?? '', asked)) {
        if (namespace !== from) reports.push({ namespace, rank: neverAnswered })
      }
    }
    if (reporter === 'source' && protocol !== 'tcp' && from !== to && ambient.has(to) && asked.has(to))
      reports.push({ namespace: to, rank: calledFromOutside })
  }
  if (reporter !== 'source' && asked.has(to)) reports.push({ namespace: to, rank: seenByServer })
  if (reporter !== 'destination' && asked.has(from)) reports.push({ namespace: from, rank: seenByClient })
  return reports
}

/** Namespaces among the inner labels of a host: `reviews.bookinfo.svc.cluster.local` is of `bookinfo`. */
function namespacesOfHost(host: string, asked: ReadonlySet<string>): string[] {
  if (!host.includes('.')) return []
  return host
    .split('.')
    .slice(1, -1)
    .filter((label) => asked.has(label))
}
