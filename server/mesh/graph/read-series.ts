import { isKnown, type Protocol, unknown } from '#server/mesh/graph/types.ts'
import { endLabels } from '#server/mesh/promql/traffic-labels.ts'

/** Who called whom, as one series of Istio's metrics names them; '' is a label that the series does not carry. */
export interface Ends {
  readonly sourceCluster: string
  readonly sourceNamespace: string
  readonly sourceWorkload: string
  readonly sourceApp: string
  readonly sourceVersion: string
  readonly cluster: string
  readonly serviceNamespace: string
  /** `destination_service`: a host; the request's own where no service was found. */
  readonly host: string
  readonly service: string
  readonly namespace: string
  readonly workload: string
  readonly app: string
  readonly version: string
}

type Labels = Readonly<Record<string, string>>

/** All but the clusters, which Istio has written since 1.9 only (Kiali: istio.go, "missing expected TS labels"). */
const writtenLabels = endLabels.filter((label) => !label.endsWith('_cluster'))

/**
 * Reads the ends of a series, or undefined for telemetry that contradicts itself and would draw nodes that do not
 * exist. The rules are Kiali's (graph/telemetry/istio/util/util.go: HandleClusters, HandleDestination,
 * IsBadSourceTelemetry, IsBadDestTelemetry), each for a fault of Istio that it names:
 *
 * - a series without one of the labels that every proxy writes, be it `unknown`;
 * - a source whose namespace is known but neither its workload nor its app, or not its cluster;
 * - a bare IP address that was asked for and answered by nobody (pods that come and go);
 * - `destination_cluster="unknown"` beside a known service is the caller's own (istio#29373);
 * - an egress gateway reported by its full host name as service name is the gateway (kiali#2999).
 */
export function readEnds(labels: Labels, rootNamespace: string): Ends | undefined {
  for (const label of writtenLabels) if (!labels[label]) return undefined
  const sourceNamespace = labels['source_workload_namespace'] ?? ''
  const sourceWorkload = labels['source_workload'] ?? ''
  const sourceApp = labels['source_canonical_service'] ?? ''
  const sourceCluster = labels['source_cluster'] || unknown
  if (isKnown(sourceNamespace)) {
    if (!isKnown(sourceWorkload) && !isKnown(sourceApp)) return undefined
    if (labels['source_cluster'] !== undefined && !isKnown(sourceCluster)) return undefined
  }
  const source = {
    sourceCluster,
    sourceNamespace,
    sourceWorkload,
    sourceApp,
    sourceVersion: labels['source_canonical_revision'] ?? '',
  }
  const service = labels['destination_service_name'] ?? ''
  const host = labels['destination_service'] ?? service
  if (host === service && host === `istio-egressgateway.${rootNamespace}.svc.cluster.local`) {
    const gateway = 'istio-egressgateway'
    return {
      ...source,
      cluster: sourceCluster,
      serviceNamespace: rootNamespace,
      host,
      service: gateway,
      namespace: rootNamespace,
      workload: gateway,
      app: gateway,
      version: 'latest',
    }
  }
  const serviceNamespace = labels['destination_service_namespace'] ?? ''
  let cluster = labels['destination_cluster'] || unknown
  if (!isKnown(cluster) && isKnown(sourceCluster) && isKnown(serviceNamespace)) cluster = sourceCluster
  const workload = labels['destination_workload'] ?? ''
  if (!isKnown(workload) && isKnown(service) && host === service && isAddress(service)) return undefined
  if (isKnown(serviceNamespace) && labels['destination_cluster'] !== undefined && !isKnown(cluster))
    return undefined
  return {
    ...source,
    cluster,
    serviceNamespace,
    host,
    service,
    namespace: labels['destination_workload_namespace'] ?? '',
    workload,
    app: labels['destination_canonical_service'] ?? '',
    version: labels['destination_canonical_revision'] ?? '',
  }
}

/** An IPv4 address, with or without a port; looked at by its first and last character before anything dearer. */
function isAddress(text: string): boolean {
  if (!isDigit(text.charCodeAt(0)) || !isDigit(text.charCodeAt(text.length - 1))) return false
  return /^\d+\.\d+\.\d+\.\d+(:\d+)?$/.test(text)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

export function readProtocol(labels: Labels): Protocol {
  return labels['request_protocol'] === 'grpc' ? 'grpc' : 'http'
}

/**
 * The code that says how a request ended: `-` where no answer came (Istio writes 0), the HTTP status where HTTP itself
 * failed or the call is not gRPC, else the gRPC status.
 */
export function readCode(labels: Labels, protocol: Protocol): string {
  const code = labels['response_code'] ?? ''
  if (code === '0') return '-'
  if (protocol !== 'grpc' || isHttpError(code)) return code
  return labels['grpc_response_status'] || code
}

function isHttpError(code: string): boolean {
  return code.startsWith('4') || code.startsWith('5')
}

/**
 * Whether a code is a failure: 4xx and 5xx; for gRPC every status but 0. Istio may give an HTTP status for gRPC, which
 * three digits tell. A missing answer (`-`) is a failure for gRPC alone; for HTTP the client most often went away.
 */
export function isFailure(protocol: Protocol, code: string): boolean {
  if (protocol === 'tcp') return false
  if (protocol === 'http' || code.length === 3) return isHttpError(code)
  return code !== '0'
}
