import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { graphAroundSchema } from '#contract/graph-around.ts'
import {
  findingSchema,
  healthSchema,
  healthStatusSchema,
  meshModeSchema,
  momentSchema,
  mtlsModeSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

export const graphViewSchema = z.enum(['workload', 'app', 'versionedApp', 'service'])
export type GraphView = z.output<typeof graphViewSchema>

/** Which reporters speak for ambient traffic: all, waypoint proxies alone, ztunnel alone. */
export const ambientTrafficSchema = z.enum(['total', 'waypoint', 'ztunnel', 'none'])

/** What is counted of each protocol; `none` leaves the protocol out. */
export const httpRateSchema = z.enum(['requests', 'none'])
/** Requests, or messages: those that clients sent, those that they received, or both. */
export const grpcRateSchema = z.enum(['requests', 'sent', 'received', 'total', 'none'])
/** Bytes that clients sent, that they received, or both. */
export const tcpRateSchema = z.enum(['sent', 'received', 'total', 'none'])

export const latencyChoiceSchema = z.enum(['p50', 'p95', 'p99', 'all', 'none'])

export const trafficGraphInputSchema = z.strictObject({
  namespaces: namespaceListSchema,
  /**
   * Only one node and its neighbours: what it sent and received. `namespaces` and the node's own are then those whose nodes
   * do not count as outside; nodes at rest are not added, and the service view keeps the workloads behind services.
   */
  around: z.optional(graphAroundSchema),
  view: z._default(graphViewSchema, 'workload'),
  /** Window of the rates, in seconds, ending at `at`. Less than two scrapes is widened, with a notice. */
  rangeSeconds: z._default(rangeSecondsSchema, 60),
  /** The end of the window; absent means now. */
  at: z.optional(momentSchema),
  /** Put the service between caller and called. */
  serviceNodes: z._default(z.boolean(), false),
  /** Keep edges whose rate is zero in the window. */
  idleEdges: z._default(z.boolean(), false),
  /** Add workloads and services without traffic. */
  idleNodes: z._default(z.boolean(), false),
  /** Split by the metric label `request_operation`. */
  operations: z._default(z.boolean(), false),
  /** Show waypoint proxies as nodes. */
  waypoints: z._default(z.boolean(), true),
  ambient: z._default(ambientTrafficSchema, 'total'),
  /**
   * What is counted of each protocol: which edges and nodes there are, `ratePerSecond`, shares, nodes' rates and rest follow
   * it. What else is measured of an edge that is there is told all the same.
   */
  httpRate: z._default(httpRateSchema, 'requests'),
  grpcRate: z._default(grpcRateSchema, 'requests'),
  tcpRate: z._default(tcpRateSchema, 'sent'),
  /**
   * Which quantile of latency to tell; p95 when absent. Each one reads every bucket of the mesh, by far the dearest of the
   * questions. The mean comes with all but `none`.
   */
  latency: z.optional(latencyChoiceSchema),
})
export type TrafficGraphInput = z.output<typeof trafficGraphInputSchema>

export const graphNodeKindSchema = z.enum(['workload', 'app', 'service', 'operation', 'unknown'])

/** Rates by protocol over the window of what is counted, and of requests the share that failed. */
const directionRatesSchema = z.object({
  httpPerSecond: z.optional(z.number()),
  httpErrorPercent: z.optional(z.number()),
  grpcPerSecond: z.optional(z.number()),
  grpcErrorPercent: z.optional(z.number()),
  tcpBytesPerSecond: z.optional(z.number()),
})

const graphAlertSchema = z.object({
  /** `alertname`. */
  name: z.string(),
  state: z.enum(['firing', 'pending']),
  /** The label `severity`, whatever words the rules' author chose. */
  severity: z.optional(z.string()),
  since: z.optional(momentSchema),
  /** The annotation `summary`, else `message` or `description`. */
  summary: z.optional(z.string()),
})

/** What a node is beside its kind. */
export const nodeFlagSchema = z.enum([
  /** Nothing calls it: traffic starts here. */
  'root',
  'idle',
  /** Telemetry names it, the cluster has no pod of it. */
  'dead',
  /** In a namespace that was not asked for. */
  'outside',
  /** Of another cluster, or of a namespace that this one does not have: no object of it is known. */
  'inaccessible',
  /** In a namespace that the viewer may not see; its names are withheld. */
  'restricted',
  /** Its pods run without a proxy though the mesh expects one. */
  'outOfMesh',
  'waypoint',
  'workloadEntry',
  'passthrough',
  'blackhole',
  'virtualService',
  'circuitBreaker',
  'faultInjection',
  'mirroring',
  'requestRouting',
  'requestTimeout',
  'trafficShifting',
  'tcpTrafficShifting',
])

export const graphNodeSchema = z.object({
  id: z.string(),
  kind: graphNodeKindSchema,
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  workload: z.optional(z.string()),
  /** Deployment, StatefulSet, … when the cluster's objects name it. */
  workloadKind: z.optional(z.string()),
  app: z.optional(z.string()),
  version: z.optional(z.string()),
  service: z.optional(z.string()),
  operation: z.optional(z.string()),
  /** Services that carried the traffic to this node: `namespace/name`. */
  services: z.optional(z.array(z.string())),
  serviceEntry: z.optional(
    z.object({
      namespace: z.string(),
      name: z.string(),
      location: z.enum(['MESH_EXTERNAL', 'MESH_INTERNAL']),
      hosts: z.array(z.string()),
    }),
  ),
  gateway: z.optional(
    z.object({
      api: z.enum(['istio', 'gateway-api']),
      direction: z.enum(['ingress', 'egress']),
      hosts: z.array(z.string()),
    }),
  ),
  mode: z.optional(meshModeSchema),
  /** What its workloads take, `mixed` where they or their ports differ; absent without a proxy, or where it is not known. */
  mtls: z.optional(mtlsModeSchema),
  /** Absent ones are false. */
  flags: z.array(nodeFlagSchema),
  health: healthSchema,
  in: directionRatesSchema,
  out: directionRatesSchema,
  /**
   * Alerts of Prometheus' rules whose labels name this node, firing ones first; absent without any, and of a moment that was.
   */
  alerts: z.optional(z.array(graphAlertSchema)),
  /**
   * 1…100, 1 the best connected: by edges that lead here, by edges that leave, and by both. Equal counts share a rank. The
   * server always tells it.
   */
  rank: z.optional(z.object({ in: z.int(), out: z.int(), total: z.int() })),
  labels: z.optional(z.record(z.string(), z.string())),
})
export type GraphNode = z.output<typeof graphNodeSchema>

export const graphEdgeSchema = z.object({
  id: z.string(),
  source: z.string(),
  target: z.string(),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  /** What is counted of its protocol, a second (`httpRate`, `grpcRate`, `tcpRate`). The server always tells it. */
  ratePerSecond: z.optional(z.number()),
  /** http and grpc. */
  requestsPerSecond: z.optional(z.number()),
  /** Share of requests that failed, 0…100; http and grpc. */
  errorPercent: z.optional(z.number()),
  /** Share of all that is counted of the source's http or grpc that took this edge, 0…100. */
  sharePercent: z.optional(z.number()),
  /** tcp, client to server (`istio_tcp_received_bytes_total`, which Kiali calls "sent"; istio#32399). */
  bytesPerSecond: z.optional(z.number()),
  /** tcp, server to client (`istio_tcp_sent_bytes_total`). */
  bytesReturnedPerSecond: z.optional(z.number()),
  /** grpc messages a second, by direction. */
  messagesSentPerSecond: z.optional(z.number()),
  messagesReceivedPerSecond: z.optional(z.number()),
  /** http request and response body bytes a second. */
  requestBytesPerSecond: z.optional(z.number()),
  responseBytesPerSecond: z.optional(z.number()),
  /** Share of the traffic under mutual TLS, 0…100; absent when no proxy on the server side told. */
  mtlsPercent: z.optional(z.number()),
  sourcePrincipals: z.optional(z.array(z.string())),
  destinationPrincipals: z.optional(z.array(z.string())),
  latencyMsAvg: z.optional(z.number()),
  latencyMsP50: z.optional(z.number()),
  latencyMsP95: z.optional(z.number()),
  latencyMsP99: z.optional(z.number()),
  /** Who answered what: one row per code, response flags and host. `percent` is of the edge's traffic. */
  responses: z.array(
    z.object({ code: z.string(), flags: z.string(), host: z.string(), percent: z.number() }),
  ),
  health: healthStatusSchema,
  /** Why it is failing or degraded: which share of what passed which tolerance; absent when it is neither. */
  reasons: z.optional(z.array(findingSchema)),
  idle: z.boolean(),
})
export type GraphEdge = z.output<typeof graphEdgeSchema>

export const trafficGraphSchema = z.object({
  asOf: momentSchema,
  rangeSeconds: z.int(),
  view: graphViewSchema,
  nodes: z.array(graphNodeSchema),
  edges: z.array(graphEdgeSchema),
  notices: z.array(noticeSchema),
})
export type TrafficGraph = z.output<typeof trafficGraphSchema>

export const trafficGraph = defineCall({
  name: 'traffic-graph',
  method: 'GET',
  path: '/api/v1/graph',
  summary: 'Who calls whom in the chosen namespaces, how much, how well, how safely',
  input: trafficGraphInputSchema,
  output: trafficGraphSchema,
  effect: 'read',
})

/** The same question in a body, for lists of namespaces that no URL holds. */
export const trafficGraphByBody = defineCall({
  ...trafficGraph,
  name: 'traffic-graph-by-body',
  method: 'POST',
})
