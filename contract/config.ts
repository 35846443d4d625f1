import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
} from '#contract/words.ts'

/** `unknown`: of a kind that Vardia cannot judge. */
export const validitySchema = z.enum(['valid', 'warning', 'invalid', 'unknown'])
export type ConfigValidity = z.output<typeof validitySchema>

/** What is wrong with an object, and where. */
export const configProblemSchema = z.extend(findingSchema, {
  severity: z.enum(['error', 'warning']),
  /** Who says so: the schema of its kind, istiod's webhook, a controller in its status, or the rest of the mesh. */
  layer: z.enum(['schema', 'webhook', 'status', 'mesh']),
  /** As `spec.http[0].route[1].weight`; '' for the whole object. */
  path: z.string(),
  /** Istio's own code for it (`IST0101`), with the name of the message. */
  analyzer: z.optional(z.object({ code: z.string(), name: z.string() })),
})

/** Who keeps an object. */
export const configOwnerSchema = z.object({
  tool: z.enum(['argocd', 'flux', 'helm', 'controller', 'kubectl', 'vardia', 'other']),
  /** The application, kustomization, release or controlling object, or who wrote its fields. */
  name: z.optional(z.string()),
  namespace: z.optional(z.string()),
  /** True where the tool sets back what others change. */
  reconciles: z.boolean(),
})
export type ConfigOwner = z.output<typeof configOwnerSchema>

export const configItemSchema = z.object({
  cluster: z.string(),
  /** '' for kinds without namespace. */
  namespace: z.string(),
  /** As the cluster names it; Istio's Gateway and the Gateway API's are told apart by `apiVersion`. */
  kind: z.string(),
  name: z.string(),
  /** The version that it is read at, the best that the cluster serves. */
  apiVersion: z.string(),
  validity: validitySchema,
  /** The worst first, at most 20. */
  problems: z.array(configProblemSchema),
  createdAt: z.optional(momentSchema),
  owner: z.optional(configOwnerSchema),
  /** Objects that it names, those of them that are missing or not to be seen, and objects that name it. */
  references: z.object({ to: z.int(), missing: z.int(), from: z.int() }),
  labels: z.record(z.string(), z.string()),
})
export type ConfigItem = z.output<typeof configItemSchema>

/** A kind that the cluster serves and the viewer may list somewhere. */
export const configKindSchema = z.object({
  kind: z.string(),
  group: z.string(),
  /** All that the cluster serves of those that Vardia knows, the best first. */
  versions: z.array(z.string()),
  namespaced: z.boolean(),
  /** Objects of it among `items`. */
  count: z.int(),
})

export const configObjects = defineCall({
  name: 'config-objects',
  method: 'GET',
  path: '/api/v1/config',
  summary:
    'Every object that configures the mesh in the chosen namespaces: validity with reasons, owner, references',
  input: z.strictObject({
    /** Absent asks for all that the viewer may look into, and for the kinds without namespace. */
    namespaces: z.optional(namespaceListSchema),
  }),
  output: z.object({
    asOf: momentSchema,
    kinds: z.array(configKindSchema),
    /** By namespace, kind and name. */
    items: z.array(configItemSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

const referenceSchema = z.object({
  /** As the cluster names it, or `Workload`. */
  kind: z.string(),
  /** Tells Istio's Gateway from the Gateway API's; absent for kinds that the console never reads. */
  apiVersion: z.optional(z.string()),
  /** '' for kinds without namespace. */
  namespace: z.string(),
  name: z.string(),
  /** Where it is named, as `spec.http[0].route[1].destination.host`. */
  fields: z.array(z.string()),
})

/** What a controller wrote into the status. */
export const configConditionSchema = z.object({
  /** The part that it is about, as `parents[0]`; absent for the whole object. */
  of: z.optional(z.string()),
  type: z.string(),
  status: z.string(),
  reason: z.optional(z.string()),
  message: z.optional(z.string()),
})
export type ConfigCondition = z.output<typeof configConditionSchema>

/** A kind: with `apiVersion` as the cluster names it, without as the console's addresses do (`IstioGateway`). */
const configKindFields = {
  kind: z.string().check(z.maxLength(63)),
  apiVersion: z.optional(z.string().check(z.maxLength(253))),
}

/** An object; without a namespace for kinds that have none. */
const configNameFields = {
  ...configKindFields,
  namespace: z.optional(dnsLabelSchema),
  name: z
    .string()
    .check(
      z.regex(/^[a-zA-Z0-9]([-a-zA-Z0-9._]*[a-zA-Z0-9])?$/, 'must be a name of Kubernetes'),
      z.maxLength(253),
    ),
}

export const configObject = defineCall({
  name: 'config-object',
  method: 'GET',
  path: '/api/v1/config/object',
  summary: 'One object that configures the mesh: validity, owner, whom it names and who names it, its status',
  input: z.strictObject(configNameFields),
  output: z.object({
    asOf: momentSchema,
    item: configItemSchema,
    /** What it does to traffic, in sentences; none for kinds that are not explained. */
    says: z.array(findingSchema),
    /** Of its kind, the best first. */
    versions: z.array(z.string()),
    annotations: z.record(z.string(), z.string()),
    /** Who wrote fields of it, the newest first. */
    managers: z.array(z.string()),
    generation: z.optional(z.int()),
    /** Of the control plane that reads it, where it says so. */
    revision: z.optional(z.string()),
    /** What it names; `missing` is not there, or not to be seen. */
    names: z.array(z.extend(referenceSchema, { missing: z.boolean() })),
    namedBy: z.array(referenceSchema),
    conditions: z.array(configConditionSchema),
    /** What the viewer may do with it. */
    may: z.object({ update: z.boolean(), remove: z.boolean() }),
    /** Why not, of what the viewer may not: the setting, the role, or the missing verb. */
    mayNot: z.object({ update: z.optional(findingSchema), remove: z.optional(findingSchema) }),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
export type ConfigDetail = z.output<(typeof configObject)['output']>

/** Of OpenAPI v3 what a person is helped with while writing; what is absent says nothing. */
export interface FieldSchema {
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly format?: string | undefined
  readonly default?: unknown
  readonly required?: readonly string[] | undefined
  readonly properties?: Readonly<Record<string, FieldSchema>> | undefined
  readonly items?: FieldSchema | undefined
  /** Of the values of a map. */
  readonly additionalProperties?: FieldSchema | undefined
  /** Anything may be written below. */
  readonly open?: boolean | undefined
}

export const kindSchema = defineCall({
  name: 'kind-schema',
  method: 'GET',
  path: '/api/v1/config/schema',
  summary: "The fields of a kind by the cluster's own OpenAPI v3: types, choices, descriptions",
  input: z.strictObject(configKindFields),
  output: z.object({
    kind: z.string(),
    apiVersion: z.string(),
    versions: z.array(z.string()),
    namespaced: z.boolean(),
    /** A FieldSchema of the whole object. */
    schema: z.custom<FieldSchema>((value) => typeof value === 'object' && value !== null),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
