import type { Field } from '#server/mesh/checks/field.ts'

/** A fault of one object, known without a cluster. */
export interface ConfigFault {
  /** An error is refused by the API server or istiod; a warning is told by istiod and let through. */
  readonly level: 'error' | 'warning'
  /** Who says so: the API server by the CRD's schema, or istiod's validating webhook. */
  readonly layer: 'schema' | 'webhook'
  /** Where, as `spec.http[0].match[1].uri`. */
  readonly path: string
  /** Worded by `finding.<code>` of the catalogue. */
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

type Params = ConfigFault['params']

/** A fault that istiod's webhook refuses. */
export function refuse(field: Field, code: string, params: Params = {}): ConfigFault {
  return { level: 'error', layer: 'webhook', path: field.path, code, params }
}

/** A fault that istiod's webhook warns of. */
export function warn(field: Field, code: string, params: Params = {}): ConfigFault {
  return { level: 'warning', layer: 'webhook', path: field.path, code, params }
}
