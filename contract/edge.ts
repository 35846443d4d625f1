import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

const policySchema = z.enum(['ALLOW_ANY', 'REGISTRY_ONLY'])
const placeSchema = z.object({ namespace: z.string(), name: z.string() })

const gatewayRouteSchema = z.object({
  /** The gateway proxy; absent where the viewer may not see it. */
  gateway: z.optional(z.extend(placeSchema, { kind: z.string() })),
  /** `namespace/name` of the Gateway that has the server; absent as above. */
  server: z.optional(z.string()),
  port: z.optional(z.int()),
  protocol: z.optional(z.string()),
  /** SIMPLE, MUTUAL, PASSTHROUGH, …; absent for plain text. */
  tls: z.optional(z.string()),
  host: z.string(),
  /** Absent where a server has no route. */
  route: z.optional(z.extend(placeSchema, { takes: z.string(), destinations: z.array(z.string()) })),
  /** What a stranger without token or certificate gets who reaches the gateway. */
  exposure: z.enum(['open', 'closed', 'certificate', 'external', 'depends', 'unknown']),
  reasons: z.array(findingSchema),
})
export type GatewayRoute = z.output<typeof gatewayRouteSchema>

const egressHostSchema = z.object({
  entry: placeSchema,
  host: z.string(),
  ports: z.array(z.object({ port: z.int(), protocol: z.string(), tls: z.optional(z.string()) })),
  exportTo: z.array(z.string()),
  /** Gateways that its traffic is led through. */
  through: z.array(z.string()),
})

const authorizerSchema = z.object({
  name: z.string(),
  protocol: z.optional(z.enum(['http', 'grpc'])),
  service: z.optional(z.string()),
  port: z.optional(z.int()),
  state: z.enum(['ready', 'no-endpoints', 'unusable', 'missing', 'outside', 'unknown']),
  reasons: z.array(findingSchema),
  usedBy: z.array(z.string()),
})
export type ExternalAuthorizer = z.output<typeof authorizerSchema>

const pluginSchema = z.object({
  kind: z.enum(['WasmPlugin', 'EnvoyFilter']),
  namespace: z.string(),
  name: z.string(),
  at: z.string(),
  reasons: z.array(findingSchema),
})
export type SecurityPlugin = z.output<typeof pluginSchema>

export const edge = defineCall({
  name: 'edge',
  method: 'GET',
  path: '/api/v1/edge',
  summary:
    'The ways into the mesh and out of it, who may take them, and what beside policies decides about that',
  input: z.strictObject({ namespaces: z.optional(namespaceListSchema) }),
  output: z.object({
    asOf: momentSchema,
    /** Those open to strangers first; at most a thousand. */
    ingress: z.array(gatewayRouteSchema),
    ingressTotal: z.int(),
    egress: z.object({
      /** Of the mesh, for what nothing else speaks; absent where its settings may not be read. */
      policy: z.optional(policySchema),
      /** Ways through gateways that lead to hosts outside of the mesh alone, sorted and cut as those in. */
      routes: z.array(gatewayRouteSchema),
      routesTotal: z.int(),
      exceptions: z.array(z.extend(placeSchema, { policy: policySchema, selects: z.boolean() })),
      hosts: z.array(egressHostSchema),
    }),
    /** Absent where the mesh's settings, which define them, may not be read. */
    authorizers: z.optional(z.array(authorizerSchema)),
    plugins: z.array(pluginSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
