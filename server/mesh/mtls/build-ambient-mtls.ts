import {
  listOldestFirst,
  type MtlsMode,
  type PeerAuthentication,
  parseMode,
  readMode,
} from '#server/mesh/mtls/peer-authentication.ts'
import {
  findPolicyLevel,
  findWorkloadPolicy,
  type SelectableWorkload,
} from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** ztunnel's `istio_converted_static_strict` stands in the root namespace as soon as any PeerAuthentication exists. */
const staticStrict = 'istio_converted_static_strict'
const convertedPrefix = 'converted_peer_authentication_'

/**
 * What ztunnel takes for an ambient workload. It offers HBONE in any case; PeerAuthentication becomes L4 policies that
 * deny peers without identity, so DISABLE acts as PERMISSIVE.
 */
export interface AmbientMtls {
  /** `namespace/name` of the converted policies that istiod attaches to the workload. */
  readonly attached: readonly string[]
  /** Those of them that istiod never produces: ztunnel ignores them, and plain text passes. */
  readonly notSent: readonly string[]
  allowsPlaintext(port: number): boolean
  allowsMtls(port: number): boolean
}

/** A clause holds where it denies: of all peers, or only without a peer's identity; on all ports, one, or all but one. */
interface DenyClause {
  readonly withoutPeer?: true
  readonly port?: number
  readonly exceptPort?: number
}
/** ztunnel `src/rbac.rs`: groups are alternatives, the clauses of a group must all hold. */
type DenyPolicy = readonly (readonly DenyClause[])[]

/** Converts and evaluates as istio `pilot/pkg/serviceregistry/ambient/authorization.go` and ztunnel `src/rbac.rs` do. */
export function buildAmbientMtls(snapshot: MeshSnapshot, workload: SelectableWorkload): AmbientMtls {
  const attachment = chooseAttachment(snapshot, workload)
  const converted = attachment.own && convertPolicy(snapshot, attachment.own)
  const ownName = attachment.own && nameConverted(attachment.own)
  const policies: DenyPolicy[] = [
    ...(attachment.strict ? [[[{ withoutPeer: true }]] as const] : []),
    ...(converted ? [converted] : []),
  ]
  const denies = (port: number, hasPeer: boolean) =>
    policies.some((policy) => isDenied(policy, port, hasPeer))
  return {
    attached: [
      ...(attachment.strict ? [`${snapshot.rootNamespace}/${staticStrict}`] : []),
      ...(ownName ? [ownName] : []),
    ],
    notSent: ownName && !converted ? [ownName] : [],
    allowsPlaintext: (port) => !denies(port, false),
    allowsMtls: (port) => !denies(port, true),
  }
}

function nameConverted({ metadata }: PeerAuthentication): string {
  return `${metadata.namespace}/${convertedPrefix}${metadata.name}`
}

function isDenied(policy: DenyPolicy, port: number, hasPeer: boolean): boolean {
  return policy.some((group) =>
    group.every(
      (clause) =>
        !(clause.withoutPeer && hasPeer) &&
        (clause.port === undefined || clause.port === port) &&
        clause.exceptPort !== port,
    ),
  )
}

/**
 * Which converted policies a workload gets (convertedSelectorPeerAuthentications): the static strict one, or its own
 * one with the exceptions of ports. Under an UNSET mode and a STRICT parent only a PERMISSIVE port is looked for, so a
 * port that is DISABLE there has no effect.
 */
function chooseAttachment(
  snapshot: MeshSnapshot,
  workload: SelectableWorkload,
): { strict: boolean; own?: PeerAuthentication } {
  const own = findWorkloadPolicy(snapshot, workload)
  const parent = readParentMode(snapshot, workload.namespace)
  const strict = (own && readMode(own)) ?? parent
  if (!own?.spec.portLevelMtls) return { strict: strict === 'STRICT' }
  const ports = Object.values(own.spec.portLevelMtls).map((setting) => parseMode(setting?.mode))
  const loosens =
    readMode(own) === undefined
      ? ports.includes('PERMISSIVE')
      : ports.includes('PERMISSIVE') || ports.includes('DISABLE')
  if (strict === 'STRICT') return loosens ? { strict: false, own } : { strict: true }
  return ports.includes('STRICT') ? { strict: false, own } : { strict: false }
}

/** Of the root namespace only a policy without any selector object is fetched here, unlike for sidecars. */
function readParentMode(snapshot: MeshSnapshot, namespace: string): MtlsMode | undefined {
  const { rootNamespace } = snapshot
  const isRoot = namespace === rootNamespace
  const mesh = isRoot
    ? findPolicyLevel(snapshot, rootNamespace).policy
    : findWithoutSelectorObject(snapshot, rootNamespace)
  const own = isRoot ? undefined : findPolicyLevel(snapshot, namespace).policy
  return (own && readMode(own)) ?? (mesh && readMode(mesh))
}

/** Both namespace and mesh are asked by absence of the selector object (policies.go, index `namespaceWithSelector`). */
function findWithoutSelectorObject(
  snapshot: MeshSnapshot,
  namespace: string,
): PeerAuthentication | undefined {
  return listOldestFirst(snapshot, namespace).find(({ spec }) => !spec.selector)
}

/**
 * The policy with exceptions of ports that istiod makes of a workload's PeerAuthentication, or undefined where it makes
 * none (convertPeerAuthentication). The attachment above follows other conditions, which is how one can be attached
 * that is never made.
 */
function convertPolicy(snapshot: MeshSnapshot, policy: PeerAuthentication): DenyPolicy | undefined {
  const mode = readMode(policy)
  const nsPolicy = findWithoutSelectorObject(snapshot, policy.metadata.namespace)
  const meshPolicy = findWithoutSelectorObject(snapshot, snapshot.rootNamespace)
  const nsMode = nsPolicy && readMode(nsPolicy)
  const meshMode = meshPolicy && readMode(meshPolicy)
  // Counted by istiod even where the workload's own mode takes its place: a STRICT port is then thought enforced already
  // and left out, so under a STRICT mesh the port of a PERMISSIVE or DISABLE workload takes plain text.
  const underStrictMesh = nsMode === undefined && meshMode === 'STRICT'
  const inheritsStrict = nsMode === 'STRICT' || underStrictMesh
  // A namespace policy that is UNSET hides the mesh's here, though it inherits from it everywhere else.
  const exceptionsCount = nsPolicy ? nsMode === 'STRICT' : meshMode === 'STRICT'

  const denied: DenyClause[][] = []
  const shared: DenyClause[] = mode === 'STRICT' ? [{ withoutPeer: true }] : []
  let excepted = false
  for (const [key, setting] of Object.entries(policy.spec.portLevelMtls ?? {})) {
    const port = Number(key)
    const portMode = parseMode(setting?.mode)
    if (portMode === 'STRICT') {
      if (mode === 'STRICT' || (mode === undefined && nsMode === 'STRICT') || underStrictMesh) continue
      denied.push([{ withoutPeer: true, port }])
    } else if (portMode !== undefined && (mode === 'STRICT' || (mode === undefined && exceptionsCount))) {
      excepted = true
      shared.push({ exceptPort: port })
    }
  }
  if (mode === 'STRICT' && !excepted) return undefined
  if (excepted && inheritsStrict) shared.push({ withoutPeer: true })
  const groups = shared.length > 0 ? [...denied, shared] : denied
  return groups.length > 0 ? groups : undefined
}
