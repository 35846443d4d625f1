import type { Reason } from '#server/mesh/health/types.ts'
import type { ExplainedMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import { chooseTransport, findHandshakeFailure } from '#server/mesh/mtls/judge-handshake.ts'
import type { ClientTlsGroup } from '#server/mesh/mtls/list-client-tls.ts'
import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** Arrivals a second by transport. */
export interface Arrived {
  readonly mutual: number
  readonly plaintext: number
}

interface ConflictFacts {
  readonly workload: Workload
  readonly takes: ExplainedMtls | undefined
  readonly clients: readonly ClientTlsGroup[]
  readonly observed: Arrived | undefined
}

/**
 * Where the three sides of mutual TLS do not fit together: what the workload takes, how clients are told to connect, and
 * what arrived. The windows of metrics outlast a change, so that what arrived may be of the time before it.
 */
export function listMtlsConflicts({ workload, takes, clients, observed }: ConflictFacts): readonly Reason[] {
  return [
    ...clients.flatMap((client) => tellClient(workload, takes, client)),
    ...(takes && observed ? tellObserved(takes, observed) : []),
  ]
}

function tellClient(
  workload: Workload,
  takes: ExplainedMtls | undefined,
  { service, port, targetPort, tls, rules, namespaces }: ClientTlsGroup,
): readonly Reason[] {
  if (workload.role === 'gateway' || workload.mode === 'mixed') return []
  const mode = readMode(takes, targetPort)
  // A workload without a proxy takes plain text; one whose policies are not seen is not judged.
  if (!mode && workload.mode !== 'none') return []
  // ztunnel offers HBONE in any case, and sidecars that were told to use plain text come in plain text.
  const failure = findHandshakeFailure(chooseTransport(tls, mode), mode)
  if (!failure) return []
  const params = {
    service: `${service.namespace}/${service.name}`,
    port,
    tls,
    mode: mode ?? 'none',
    flag: failure,
    rules: rules.join(', '),
    from: namespaces.join(', ') || 'all',
  }
  return [{ code: rules.length > 0 ? 'mtls-conflict-rule' : 'mtls-conflict-client', params }]
}

function readMode(takes: ExplainedMtls | undefined, port: number | undefined): MtlsMode | undefined {
  return takes?.ports.find((one) => one.port === port)?.mode ?? takes?.mode
}

function tellObserved(takes: ExplainedMtls, { mutual, plaintext }: Arrived): readonly Reason[] {
  const modes = new Set([takes.mode, ...takes.ports.map(({ mode }) => mode)])
  if (!modes.has('PERMISSIVE') && !modes.has('DISABLE') && plaintext > 0)
    return [{ code: 'mtls-observed-plaintext', params: {} }]
  if (modes.size === 1 && modes.has('DISABLE') && mutual > 0)
    return [{ code: 'mtls-observed-mutual', params: {} }]
  return []
}
