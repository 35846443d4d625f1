import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { trafficGraphInputSchema } from '#contract/traffic-graph.ts'
import { momentSchema, noticeSchema } from '#contract/words.ts'

const idSchema = z.string().check(z.minLength(1), z.maxLength(4_000))

/** The graph's own question, so that the same reports are believed, and of which part of it. */
const historyInputSchema = z
  .extend(
    z.omit(trafficGraphInputSchema, {
      around: true,
      idleEdges: true,
      idleNodes: true,
      waypoints: true,
      latency: true,
    }),
    {
      /** Id of a node or an edge of the graph that the same input gives; exactly one of the two. */
      node: z.optional(idSchema),
      edge: z.optional(idSchema),
      /** How far back to tell, in seconds before `at`. */
      windowSeconds: z._default(z.int().check(z.gte(60), z.lte(2_592_000)), 1_800),
    },
  )
  .check(
    z.refine(({ node, edge }) => (node === undefined) !== (edge === undefined), {
      error: 'give exactly one of node and edge',
      path: ['node'],
    }),
  )
export type GraphHistoryInput = z.output<typeof historyInputSchema>

/** One value for each step, oldest first; null where nothing was measured. */
const valuesSchema = z.optional(z.array(z.nullable(z.number())))

/** The measures of a graph's edge over time, each under the name it has there; absent where nothing was ever measured. */
const historyLineSchema = z.object({
  /** Into the node or out of it; absent for an edge. What a service sends in the service view is on its edges alone. */
  direction: z.optional(z.enum(['in', 'out'])),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  ratePerSecond: valuesSchema,
  requestsPerSecond: valuesSchema,
  errorPercent: valuesSchema,
  bytesPerSecond: valuesSchema,
  bytesReturnedPerSecond: valuesSchema,
  messagesSentPerSecond: valuesSchema,
  messagesReceivedPerSecond: valuesSchema,
  requestBytesPerSecond: valuesSchema,
  responseBytesPerSecond: valuesSchema,
  latencyMsAvg: valuesSchema,
  latencyMsP50: valuesSchema,
  latencyMsP95: valuesSchema,
  latencyMsP99: valuesSchema,
})
export type GraphHistoryLine = z.output<typeof historyLineSchema>

const graphHistorySchema = z.object({
  /** The moment of the last value. */
  asOf: momentSchema,
  /** Window of each value's rate, the graph's own, so that the last value is the graph's. */
  rangeSeconds: z.int(),
  stepSeconds: z.int(),
  /** How many values each list has. */
  steps: z.int(),
  lines: z.array(historyLineSchema),
  notices: z.array(noticeSchema),
})
export type GraphHistory = z.output<typeof graphHistorySchema>

export const graphHistory = defineCall({
  name: 'graph-history',
  method: 'GET',
  path: '/api/v1/graph/history',
  summary: 'Rates, errors and latencies of one node or edge of the graph over time, for charts',
  input: historyInputSchema,
  output: graphHistorySchema,
  effect: 'read',
})
