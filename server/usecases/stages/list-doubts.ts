import type { UnseenKind } from '#server/adapters/kubernetes/types.ts'
import { listPolicyFaults } from '#server/mesh/access/list-faults.ts'
import type { AccessAnswer, AccessQuestion } from '#server/mesh/access/types.ts'
import type { AuthorizationPolicy } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

const decidingKinds = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const

export interface SightFacts {
  readonly cut: MeshSnapshot
  readonly access: ViewerAccess
  /** Kinds that the console itself does not hold, and why. */
  readonly unseen: readonly UnseenKind[]
}

interface UnseenPolicies {
  readonly kind: string
  readonly namespace: string
}

/** Kinds and places whose objects may decide about a workload and that the viewer, or the console, may not read. */
export function listUnseenPolicies(
  { target }: Pick<AccessQuestion, 'target'>,
  { cut, access, unseen }: SightFacts,
): readonly UnseenPolicies[] {
  const namespaces = [...new Set([target.namespace, cut.rootNamespace])]
  return decidingKinds.flatMap((kind) => {
    const unheld = unseen.find((one) => one.kind === kind)
    if (unheld?.reason === 'not-served') return []
    return namespaces
      .filter((namespace) => unheld !== undefined || !access.may('list', kind, namespace))
      .map((namespace) => ({ kind, namespace }))
  })
}

/** Why an answer may not be taken for certain: what is not seen, and policies that istiod would refuse. */
export function listDoubts({ hops }: AccessAnswer, unseen: readonly UnseenPolicies[]): readonly Reason[] {
  return tell(
    unseen,
    hops.flatMap(({ policies }) => policies),
  )
}

/** The same of a row of the matrix. */
export function listRowDoubts(
  target: Workload,
  policies: readonly AuthorizationPolicy[],
  facts: SightFacts,
): readonly Reason[] {
  return tell(listUnseenPolicies({ target }, facts), policies)
}

function tell(
  unseen: readonly UnseenPolicies[],
  policies: readonly AuthorizationPolicy[],
): readonly Reason[] {
  const namespaces = [...new Set(unseen.map(({ namespace }) => namespace))]
  const faulty = policies
    .filter((policy) => listPolicyFaults(policy).length > 0)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  return [
    ...namespaces.map((namespace) => ({
      code: 'access-doubt-unseen',
      params: {
        namespace,
        kinds: unseen
          .filter((one) => one.namespace === namespace)
          .map(({ kind }) => kind)
          .join(', '),
      },
    })),
    ...[...new Set(faulty)].map((policy) => ({ code: 'access-doubt-refused', params: { policy } })),
  ]
}
