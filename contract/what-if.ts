import * as z from 'zod/mini'
import { accessDecisionSchema } from '#contract/authorization.ts'
import { defineCall } from '#contract/define-call.ts'
import { blastEdgeSchema, previewProblemSchema } from '#contract/preview.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

/** What decides about the requests of an edge: the proxy that settles it, its reasons, and its rules. */
const verdictSchema = z.object({
  decision: accessDecisionSchema,
  /** The proxy that refuses, or on which it depends; the last one of a request that arrives. */
  hop: z.optional(
    z.object({
      kind: z.enum(['client', 'waypoint', 'ztunnel', 'server']),
      at: z.optional(z.object({ namespace: z.string(), name: z.string() })),
    }),
  ),
  reasons: z.array(findingSchema),
  /** At most 20. */
  decidedBy: z.array(
    z.object({
      namespace: z.string(),
      policy: z.string(),
      /** Its index in `spec.rules`. */
      rule: z.int(),
      /** For DEPENDS the fields that telemetry does not tell: `to[0].operation.paths`. */
      fields: z.array(z.string()),
    }),
  ),
})
export type WhatIfVerdict = z.output<typeof verdictSchema>

/**
 * Gravest first. `refused`: more is refused than now. `depends`: on what telemetry does not tell. `opened`: less is
 * refused. `moved`: it goes elsewhere, or elsewhere more. `follows`: changed only by what happens before it.
 */
export const whatIfEffectSchema = z.enum(['refused', 'depends', 'opened', 'moved', 'follows'])

const whatIfEdgeSchema = z.extend(blastEdgeSchema, {
  effect: whatIfEffectSchema,
  /** The client's identity as it would show it; absent for clients without one. */
  principal: z.optional(z.string()),
  /** Of the service. */
  port: z.int(),
  /** Absent where it depends on what nothing tells. */
  refusedAfter: z.optional(z.number()),
  /** Absent where the client's own proxy answers, and for what only follows. */
  decidedBefore: z.optional(verdictSchema),
  decidedAfter: z.optional(verdictSchema),
  /** Single requests of this edge in the window whose method and path are known, and what becomes of those. */
  sampled: z.optional(
    z.object({
      from: z.enum(['traces', 'access-logs']),
      requests: z.int(),
      refusedBefore: z.int(),
      refusedAfter: z.int(),
      /** Of them those that depend on more than method and path. */
      undecided: z.int(),
    }),
  ),
})
export type WhatIfEdge = z.output<typeof whatIfEdgeSchema>

/**
 * What a text of one or more objects would do to who is let through, on the traffic of a window; nothing is stored. Any
 * text up to 1 MiB is answered by 200, one with faults without edges.
 */
export const whatIf = defineCall({
  name: 'what-if',
  method: 'POST',
  path: '/api/v1/authorization/what-if',
  summary: 'What would newly be refused or opened by objects that are not saved, on the traffic of a window',
  input: z.strictObject({
    yaml: z.string(),
    /** `remove` asks as if the objects that the text names were removed. */
    operation: z._default(z.enum(['apply', 'remove']), 'apply'),
    /** `enforced` asks as if policies of dry run were in force. */
    dryRun: z._default(z.enum(['as-is', 'enforced']), 'as-is'),
    /** The namespace of objects that name none. */
    namespace: z.optional(dnsLabelSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 600),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** Whether the text could be tried: false where a problem is an error. */
    tried: z.boolean(),
    problems: z.array(previewProblemSchema),
    documents: z.array(
      z.object({
        index: z.int(),
        /** Where it begins, from 1. */
        line: z.int(),
        apiVersion: z.string(),
        kind: z.string(),
        namespace: z.string(),
        name: z.string(),
        /** `unknown` for what the viewer may not look into. */
        operation: z.enum(['create', 'update', 'none', 'remove', 'unknown']),
        /** It bears Istio's annotation of dry run, so that proxies only count what it would do. */
        dryRun: z.boolean(),
      }),
    ),
    /** The gravest first, then the most traffic; at most 500, `counts` counts all. */
    edges: z.array(whatIfEdgeSchema),
    counts: z.object({
      refused: z.int(),
      depends: z.int(),
      opened: z.int(),
      moved: z.int(),
      follows: z.int(),
      /** Clients with services, of which traffic was seen. */
      seen: z.int(),
    }),
    /** Requests a second that would newly be refused, and that would no longer be. */
    refusedPerSecond: z.number(),
    openedPerSecond: z.number(),
    /** What the answer could not see. */
    notes: z.array(findingSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
