import { type CheckedObject, type MeshFault, notFound } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { isListedKind, nameKind } from '#server/mesh/objects/kinds.ts'
import { listReferences } from '#server/mesh/references/index-references.ts'

/**
 * Names of hosts, gateways and other objects that nobody has (istio `pkg/config/analysis/analyzers`: virtualservice
 * `destinationhosts.go` and `gateways.go`, and their like). A rule for a host that is not there does nothing, which is no
 * error: it may come later.
 */
export function* checkMissingReferences({
  kind,
  object,
  snapshot,
  isSeen,
}: CheckedObject): Generator<MeshFault> {
  for (const { field, to, missing } of listReferences(kind, object, snapshot)) {
    if (!missing || (to.namespace !== '' && !isSeen(to.namespace))) continue
    yield {
      level: kind === 'DestinationRule' ? 'warning' : 'error',
      path: field,
      code: to.kind === 'Service' || to.kind === 'ServiceEntry' ? 'mesh-host-missing' : 'mesh-object-missing',
      params: {
        kind: isListedKind(to.kind) ? nameKind(to.kind) : to.kind,
        name: to.namespace === '' ? to.name : `${to.namespace}/${to.name}`,
      },
      analyzer: notFound,
    }
  }
}
