import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import type { ClientTlsMode } from '#server/mesh/routing/destination-rules/cluster.ts'

/** How a client's proxy is told to connect; `none`: it has no proxy. */
export type ClientTls = ClientTlsMode | 'none'

export type Transport = 'plain' | 'mutual' | 'other-tls'

/**
 * What goes over the wire: auto mTLS follows what the server takes (istio.io "Understanding TLS Configuration", auto
 * mTLS).
 *
 * @param server the mode on the port; undefined without a sidecar
 */
export function chooseTransport(client: ClientTls, server: MtlsMode | undefined): Transport {
  switch (client) {
    case 'none':
    case 'DISABLE':
      return 'plain'
    case 'ISTIO_MUTUAL':
      return 'mutual'
    case 'SIMPLE':
    case 'MUTUAL':
      return 'other-tls'
    case 'AUTO':
      return server === undefined || server === 'DISABLE' ? 'plain' : 'mutual'
  }
}

/**
 * The flag of the client's proxy where the two do not understand each other. A server that is STRICT ends plain
 * connections (UC); one without TLS answers no handshake (UF); TLS that is not the mesh's is read as the application's
 * own by a PERMISSIVE server, whose application here speaks none.
 */
export function findHandshakeFailure(sent: Transport, server: MtlsMode | undefined): 'UC' | 'UF' | undefined {
  if (sent === 'plain') return server === 'STRICT' ? 'UC' : undefined
  if (sent === 'mutual') return server === undefined || server === 'DISABLE' ? 'UF' : undefined
  return server === 'STRICT' ? 'UC' : 'UF'
}
