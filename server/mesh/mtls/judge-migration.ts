import type { Reason } from '#server/mesh/health/types.ts'
import { chooseTransport, findHandshakeFailure } from '#server/mesh/mtls/judge-handshake.ts'
import type { NamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'
import type { ClientTlsGroup } from '#server/mesh/mtls/list-client-tls.ts'

export interface Migration {
  readonly state: 'strict' | 'ready' | 'not-ready' | 'unknown'
  readonly why: readonly Reason[]
}

interface MigrationFacts {
  readonly mtls: NamespaceMtls
  /** How clients connect to the namespace's workloads that have a proxy. */
  readonly clients: readonly ClientTlsGroup[]
  /** Workloads that anybody reaches in plaintext, in the longest window that is known; undefined: not known. */
  readonly plaintext: number | undefined
  /** Of that window, seconds. */
  readonly knownSeconds: number
  readonly wantedSeconds: number
}

/**
 * Whether a namespace can be made STRICT: nobody came in plaintext, and no DestinationRule makes clients come otherwise
 * than in the mesh's mutual TLS. Traffic that comes less often than the window is not seen, which is said.
 */
export function judgeMigration(facts: MigrationFacts): Migration {
  const { mtls, clients, plaintext, knownSeconds, wantedSeconds } = facts
  if (mtls.mode === 'STRICT') return { state: 'strict', why: [] }
  if (mtls.mode === 'unknown') return { state: 'unknown', why: [] }
  const breaking = clients.filter(({ tls }) => findHandshakeFailure(chooseTransport(tls, 'STRICT'), 'STRICT'))
  const rules = [...new Set(breaking.flatMap((client) => client.rules))]
  const why: Reason[] = [
    ...(rules.length > 0 ? [{ code: 'mtls-migration-rules', params: { rules: rules.join(', ') } }] : []),
    ...(plaintext ? [{ code: 'mtls-migration-plaintext', params: { count: plaintext } }] : []),
  ]
  if (why.length > 0) return { state: 'not-ready', why }
  if (plaintext === undefined)
    return { state: 'unknown', why: [{ code: 'mtls-migration-unseen', params: {} }] }
  const hours = Math.max(1, Math.round(knownSeconds / 3600))
  return {
    state: 'ready',
    why: [
      {
        code: knownSeconds < wantedSeconds ? 'mtls-migration-short' : 'mtls-migration-clean',
        params: { hours },
      },
    ],
  }
}
