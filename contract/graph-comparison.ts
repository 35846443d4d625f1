import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  graphEdgeSchema,
  graphNodeSchema,
  graphViewSchema,
  trafficGraphInputSchema,
} from '#contract/traffic-graph.ts'
import { momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

/** What became of a node or edge, gravest first. */
export const changeSchema = z.enum([
  'failing',
  'vanished',
  'slower',
  'appeared',
  'less',
  'more',
  'recovered',
  'faster',
  'same',
])
export type Change = z.output<typeof changeSchema>

const thresholdFields = {
  /** Requests that each side must have had in its window before its latency and errors are judged. */
  leastRequests: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 20),
  /** Standard errors that a difference of rates or error shares must exceed, so that chance is no change. */
  sigmas: z._default(z.number().check(z.gte(0), z.lte(10)), 3),
  /** Failing, recovered: points by which the share of failing requests (0…100) grew or fell. */
  failingPoints: z._default(z.number().check(z.gte(0), z.lte(100)), 1),
  /** Slower, faster: one latency over the other, and the milliseconds between them; both must be reached. */
  slowerRatio: z._default(z.number().check(z.gte(1), z.lte(1_000)), 1.5),
  slowerMs: z._default(z.number().check(z.gte(0), z.lte(600_000)), 10),
  /** More, less: one rate over the other. */
  moreRatio: z._default(z.number().check(z.gte(1), z.lte(1_000)), 1.5),
  /** More, less of TCP, which counts no requests: bytes a second between the two rates. */
  leastBytesPerSecond: z._default(z.number().check(z.gte(0), z.lte(1e12)), 1_000),
}

/**
 * The side after is what the graph call is asked for; the side before is the same question at `baseAt`, or of
 * `baseNamespaces`, or both.
 */
export const graphComparisonInputSchema = z.extend(trafficGraphInputSchema, {
  /** The end of the window before; absent means the moment of the side after. */
  baseAt: z.optional(momentSchema),
  /** The namespaces before, as many as `namespaces` and in their order; absent means the same ones. */
  baseNamespaces: z.optional(namespaceListSchema),
  ...thresholdFields,
})
export type GraphComparisonInput = z.output<typeof graphComparisonInputSchema>

const sideNumbersSchema = z.object({
  /** http and grpc. Of a node what it answers; where nothing calls it, what it sends. */
  requestsPerSecond: z.optional(z.number()),
  errorPercent: z.optional(z.number()),
  /** Of an edge the quantile that `latencyOfEdges` names, of a node the mean. */
  latencyMs: z.optional(z.number()),
  bytesPerSecond: z.optional(z.number()),
})
export type SideNumbers = z.output<typeof sideNumbersSchema>

export const differenceSchema = z.object({
  change: changeSchema,
  /** All changes, gravest first; empty for `same`. */
  changes: z.array(changeSchema),
  /** False: there was too little traffic to say more. */
  enough: z.boolean(),
  before: z.optional(sideNumbersSchema),
  after: z.optional(sideNumbersSchema),
  /** Its namespace before, where another one is compared with it. */
  namespaceBefore: z.optional(z.string()),
})
export type Difference = z.output<typeof differenceSchema>

const comparedNodeSchema = z.extend(graphNodeSchema, { difference: differenceSchema })
const comparedEdgeSchema = z.extend(graphEdgeSchema, { difference: differenceSchema })

const comparedSideSchema = z.object({
  asOf: momentSchema,
  rangeSeconds: z.int(),
  namespaces: z.array(z.string()),
  nodes: z.int(),
  edges: z.int(),
})

export const graphComparisonSchema = z.object({
  before: comparedSideSchema,
  after: comparedSideSchema,
  view: graphViewSchema,
  thresholds: z.object(thresholdFields),
  latencyOfEdges: z.enum(['p50', 'p95', 'p99']),
  /** Both sides in one graph: what is there after with its facts of then, what is gone with those of before. */
  nodes: z.array(comparedNodeSchema),
  edges: z.array(comparedEdgeSchema),
  /** Gravest first. */
  changes: z.array(
    z.object({ kind: z.enum(['node', 'edge']), id: z.string(), change: changeSchema, enough: z.boolean() }),
  ),
  /** Nodes and edges by their change. */
  counts: z.record(changeSchema, z.int()),
  notices: z.array(noticeSchema),
})
export type GraphComparison = z.output<typeof graphComparisonSchema>

export const graphComparison = defineCall({
  name: 'graph-comparison',
  method: 'GET',
  path: '/api/v1/graph/comparison',
  summary: 'What changed in the graph between two moments, or between two sets of namespaces',
  input: graphComparisonInputSchema,
  output: graphComparisonSchema,
  effect: 'read',
})

/** The same question in a body, for lists of namespaces that no URL holds. */
export const graphComparisonByBody = defineCall({
  ...graphComparison,
  name: 'graph-comparison-by-body',
  method: 'POST',
})
