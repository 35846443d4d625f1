import type { ConfigDetail, configObject } from '#contract/config.ts'
import type { CallArguments } from '#contract/define-call.ts'
import { explainConfig } from '#server/mesh/config/explain-config.ts'
import { isConfigObject } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { isListedKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'
import type { WrittenObject } from '#server/mesh/roles/explain-no-write.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { tellNoVerb } from '#server/usecases/stages/explain-rights.ts'
import { presentConfigItem } from '#server/usecases/stages/present-config.ts'
import { presentKind } from '#server/usecases/stages/present-kind.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

/**
 * One object of configuration with all that the mesh tells of it, as the viewer may see it. Throws Problem not-found for
 * what is not there or not to be seen, in words that do not say which, and what the Kubernetes adapter throws.
 */
export const readConfigObject: UseCase<CallArguments<typeof configObject>, ConfigDetail> = async (
  { kind: word, apiVersion, namespace = '', name },
  context,
) => {
  const { cut: snapshot, access } = await readView(context)
  const {
    adapters: { kubernetes },
    nowMs,
  } = context
  const kind = apiVersion === undefined ? word : (findMeshKind(apiVersion, word) ?? '')
  const object = isListedKind(kind) ? snapshot.find(kind, namespace, name) : undefined
  if (!isListedKind(kind) || !object || !isConfigObject(kind, object))
    throw new Problem({
      kind: 'not-found',
      code: 'config-not-found',
      params: { kind: word, namespace, name },
    })
  const { metadata, status } = object
  const versions = kubernetes.listVersions(kind)
  const revision = metadata.labels['istio.io/rev'] ?? metadata.annotations['istio.io/rev']
  return {
    asOf: new Date(nowMs).toISOString(),
    item: presentConfigItem(kind, object, {
      snapshot,
      access,
      version: versions[0] ?? meshKinds[kind].versions[0],
    }),
    says: explainConfig(kind, object).map(({ code, params }) => wordFinding('finding', code, { ...params })),
    versions: [...versions],
    annotations: { ...metadata.annotations },
    managers: [...(metadata.managers ?? [])],
    ...(metadata.generation === undefined ? {} : { generation: metadata.generation }),
    ...(revision === undefined ? {} : { revision }),
    ...presentReferences({ kind, namespace, name }, snapshot),
    conditions: (status?.conditions ?? []).map((condition) => ({ ...condition })),
    ...tellRights(context, access, { kind, namespace, name }),
    notices: [...tellCluster(kubernetes.status(), nowMs)],
  }
}

function tellRights(
  context: UseCaseContext,
  access: ViewerAccess,
  object: WrittenObject,
): Pick<ConfigDetail, 'may' | 'mayNot'> {
  const update = tellNoVerb(context, access, object, ['patch', 'update'])
  const remove = tellNoVerb(context, access, object, ['delete'])
  return {
    may: { update: !update, remove: !remove },
    mayNot: { ...(update ? { update } : {}), ...(remove ? { remove } : {}) },
  }
}

/** Both directions, one line for each object with all the fields that name it. */
function presentReferences(
  object: ReferredObject,
  snapshot: MeshSnapshot,
): Pick<ConfigDetail, 'names' | 'namedBy'> {
  const index = indexReferences(snapshot)
  const names = new Map<string, ConfigDetail['names'][number]>()
  for (const { to, field, missing } of index.listFrom(object)) {
    const known = names.get(keyOf(to))
    if (known) known.fields.push(field)
    else names.set(keyOf(to), { ...to, ...presentKind(to.kind), fields: [field], missing })
  }
  const namedBy = new Map<string, ConfigDetail['namedBy'][number]>()
  for (const { from, field } of index.listTo(object)) {
    const known = namedBy.get(keyOf(from))
    if (known) known.fields.push(field)
    else namedBy.set(keyOf(from), { ...from, ...presentKind(from.kind), fields: [field] })
  }
  return { names: [...names.values()], namedBy: [...namedBy.values()] }
}

const keyOf = ({ kind, namespace, name }: ReferredObject) => `${kind}/${namespace}/${name}`
