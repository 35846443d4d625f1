import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

/** `unknown`: of a kind that Vardia cannot judge. */
export const validitySchema = z.enum(['valid', 'warning', 'invalid', 'unknown'])
export type ConfigValidity = z.output<typeof validitySchema>

/** What is wrong with an object, and where. */
export const configProblemSchema = z.extend(findingSchema, {
  severity: z.enum(['error', 'warning']),
  /** Who says so: the schema of its kind, istiod's webhook, or a controller in its status. */
  layer: z.enum(['schema', 'webhook', 'status']),
  /** As `spec.http[0].route[1].weight`; '' for the whole object. */
  path: z.string(),
})
export type ConfigProblem = z.output<typeof configProblemSchema>

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
export type ConfigKind = z.output<typeof configKindSchema>

export const configObjects = defineCall({
  name: 'config',
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
