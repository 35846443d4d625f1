import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/** What mends something, as it is typed. */
export const cureSchema = z.object({
  /** `right`: a rule to grant; `setting`: an environment variable; `flag`: of `vardia run`; `helm`: a value of the chart. */
  by: z.enum(['right', 'setting', 'flag', 'helm']),
  /** `VARDIA_PROMETHEUS_URL=http://…`, `--prometheus-url http://…`, `get pods/portforward in istio-system`. */
  value: z.string(),
})
export type Cure = z.output<typeof cureSchema>

export const setupSourceSchema = z.object({
  name: z.enum(['kubernetes', 'prometheus', 'tracing', 'grafana', 'perses', 'istiod']),
  /** `off`: without an address, and not looked for. */
  state: z.enum(['found', 'missing', 'forbidden', 'unhealthy', 'looking', 'off']),
  /** How it is reached; absent while it is not. */
  by: z.optional(z.enum(['url', 'port-forward', 'service-proxy'])),
  /** Scheme, host and port, or `namespace/name:port`. Never credentials. */
  address: z.optional(z.string()),
  /** By which rule it was found. */
  rule: z.optional(z.string()),
  /** `Prometheus`, `Thanos`, `VictoriaMetrics`, `Mimir`, `Jaeger`, `Tempo`, `Grafana`, `Perses`, `istiod`, `Kubernetes`. */
  product: z.optional(z.string()),
  version: z.optional(z.string()),
  /** Of istiod. */
  revision: z.optional(z.string()),
  /** One of Istio's sample add-ons, which keep nothing through a restart. */
  sample: z.boolean(),
  /** What is so, in a sentence. */
  says: findingSchema,
  /** The failing server's own words. */
  cause: z.optional(z.string()),
  /** What mends it, the easiest first; empty where nothing needs mending. */
  cures: z.array(cureSchema),
})
export type SetupSource = z.output<typeof setupSourceSchema>

export const setupSchema = z.object({
  asOf: momentSchema,
  console: z.object({ version: z.string(), mayWrite: z.boolean() }),
  cluster: z.object({ name: z.string(), identity: z.string() }),
  scope: z.object({
    /** `cluster`: all namespaces are followed; `namespaces`: those alone that are named. */
    kind: z.enum(['cluster', 'namespaces']),
    namespaces: z.array(z.string()),
    /** What stays unseen, in a sentence. */
    says: findingSchema,
  }),
  /** Several of istiod where it has several revisions. */
  sources: z.array(setupSourceSchema),
  notices: z.array(noticeSchema),
})
export type Setup = z.output<typeof setupSchema>

export const setup = defineCall({
  name: 'setup',
  method: 'GET',
  path: '/api/v1/setup',
  summary: 'What the console found, how it reaches it, and what mends what is missing',
  input: z.strictObject({}),
  output: setupSchema,
  effect: 'read',
})
