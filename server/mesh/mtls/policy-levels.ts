import {
  isSelectorless,
  listOldestFirst,
  type PeerAuthentication,
} from '#server/mesh/mtls/peer-authentication.ts'
import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'

/** The PeerAuthentications of one namespace, told apart as istiod does. */
export interface PolicyLevel {
  /** The oldest without selector: it alone speaks for the namespace (in the root namespace for the mesh), even UNSET. */
  readonly policy?: PeerAuthentication
  /** Younger ones without selector, which istiod ignores. */
  readonly ignored: readonly PeerAuthentication[]
  /** Oldest first; in the root namespace they have no effect. */
  readonly withSelector: readonly PeerAuthentication[]
}

const levelsOf = memoBySnapshot<Map<string, PolicyLevel>>(() => new Map())

/** One namespace's policies by level (istio `pilot/pkg/model/authentication.go`, addPeerAuthentication). */
export function findPolicyLevel(snapshot: MeshSnapshot, namespace: string): PolicyLevel {
  const levels = levelsOf(snapshot)
  const known = levels.get(namespace)
  if (known) return known
  const policies = listOldestFirst(snapshot, namespace)
  const [policy, ...ignored] = policies.filter(isSelectorless)
  const withSelector = policies.filter((each) => !isSelectorless(each))
  const level = { ...(policy ? { policy } : {}), ignored, withSelector }
  levels.set(namespace, level)
  return level
}

/** What of a workload the policies' selectors and levels ask. */
export interface SelectableWorkload {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/**
 * The policy with a selector that speaks for a workload: the oldest of its namespace that matches, whole. None in the
 * root namespace (istio `pilot/pkg/security/authn/policy_applier.go`, ComposePeerAuthentication).
 */
export function findWorkloadPolicy(
  snapshot: MeshSnapshot,
  workload: SelectableWorkload,
): PeerAuthentication | undefined {
  if (workload.namespace === snapshot.rootNamespace) return undefined
  return findPolicyLevel(snapshot, workload.namespace).withSelector.find((policy) =>
    matchesSelector(policy, workload),
  )
}

/**
 * Policies that would speak for a workload and are ignored, for one of the same level is older: it hides them even where it
 * sets no mode itself. Each with the one that hides it.
 */
export function listHiddenPolicies(
  snapshot: MeshSnapshot,
  workload: SelectableWorkload,
): readonly { readonly policy: PeerAuthentication; readonly older: PeerAuthentication }[] {
  const { rootNamespace } = snapshot
  const namespaces = [...new Set([rootNamespace, workload.namespace])]
  const levels = namespaces.map((namespace) => findPolicyLevel(snapshot, namespace))
  const own = findWorkloadPolicy(snapshot, workload)
  const ofWorkload = own
    ? findPolicyLevel(snapshot, workload.namespace).withSelector.filter(
        (policy) => policy !== own && matchesSelector(policy, workload),
      )
    : []
  return [
    ...levels.flatMap(({ policy: older, ignored }) =>
      older ? ignored.map((policy) => ({ policy, older })) : [],
    ),
    ...(own ? ofWorkload.map((policy) => ({ policy, older: own })) : []),
  ]
}

function matchesSelector({ spec }: PeerAuthentication, { labels }: SelectableWorkload): boolean {
  return Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
}
