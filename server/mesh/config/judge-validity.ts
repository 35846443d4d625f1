import { checkObject } from '#server/mesh/checks/check-object.ts'
import { listNegativeConditions } from '#server/mesh/config/list-negative-conditions.ts'
import { isConfigKind, type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'
import type { ObjectMeta, ObjectOf, StatusCondition } from '#server/mesh/objects/types.ts'
import { findSchema } from '#server/mesh/schemas/custom-kinds.ts'

/** What is wrong with one object of configuration. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  /** Who says so: the schema of its kind, istiod's webhook, a controller in the object's status, or the rest of the mesh. */
  readonly layer: 'schema' | 'webhook' | 'status' | 'mesh'
  /** As `spec.http[0].route[1].weight`. */
  readonly path: string
  /** Worded by `finding.<code>`. */
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  /** Istio's own code for it, where `istioctl analyze` judges so too. */
  readonly analyzer?: { readonly code: string; readonly name: string }
}

export interface Validity {
  /** `unknown`: a kind that nothing here can judge. */
  readonly status: 'valid' | 'warning' | 'invalid' | 'unknown'
  readonly problems: readonly ConfigProblem[]
}

/** An object of the snapshot of a kind that configures the mesh. */
export interface ConfigObject {
  readonly metadata: ObjectMeta
  readonly spec: object
  readonly status?: { readonly conditions?: readonly StatusCondition[] }
}

/** Whether an object of the snapshot is configuration, which keeps its whole spec. */
export function isConfigObject(
  kind: MeshKind,
  object: ObjectOf<MeshKind>,
): object is ConfigObject & typeof object {
  return isConfigKind(kind) && 'spec' in object
}

const known = new WeakMap<ConfigObject, Validity>()

/**
 * How one object stands by itself: what the API server, istiod's webhook and the controllers that wrote its status say
 * of it. Judged once for each object of a snapshot, which nobody changes.
 */
export function judgeValidity(kind: MeshKind, object: ConfigObject): Validity {
  const before = known.get(object)
  if (before) return before
  const validity = judge(kind, object)
  known.set(object, validity)
  return validity
}

function judge(kind: MeshKind, object: ConfigObject): Validity {
  const schema = findKnownVersion(kind)
  const told = listConditionProblems(object)
  if (schema === undefined) return { status: told.length > 0 ? 'warning' : 'unknown', problems: told }
  const { name, namespace, labels, annotations } = object.metadata
  const faults = checkObject({
    apiVersion: schema,
    kind: nameKind(kind),
    metadata: { name, ...(namespace ? { namespace } : {}), labels, annotations },
    spec: object.spec,
  })
  const problems = [
    ...faults.map(({ level, layer, path, code, params }) => ({ severity: level, layer, path, code, params })),
    ...told,
  ]
  const status = problems.some(({ severity }) => severity === 'error')
    ? 'invalid'
    : problems.length > 0
      ? 'warning'
      : 'valid'
  return { status, problems }
}

/** Versions of a kind differ in what they are called, not in what they hold: the first one with a schema is taken. */
function findKnownVersion(kind: MeshKind): string | undefined {
  const { group, versions } = meshKinds[kind]
  const version = versions.find((each) => findSchema(group, each, nameKind(kind)))
  return version && `${group}/${version}`
}

/** What a controller wrote into the status. It is a warning: the object is stored, and a part of it has no effect. */
function listConditionProblems({ status }: ConfigObject): readonly ConfigProblem[] {
  return listNegativeConditions(status?.conditions ?? []).map(
    ({ of, type, status, reason = '', message = '' }) => ({
      severity: 'warning',
      layer: 'status',
      path: of === undefined ? 'status' : `status.${of}`,
      code: 'config-condition',
      params: { type, status, reason, message: message || reason },
    }),
  )
}
