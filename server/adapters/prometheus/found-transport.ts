import type { ClientRequest } from 'node:http'
import { placeForm, type Transport } from '#server/adapters/prometheus/transport.ts'
import { createMask, listSecrets } from '#server/adapters/upstream/mask-secrets.ts'

/** Whoever finds the Prometheus of the cluster, and keeps a way to it. */
export interface PrometheusFinder {
  findings(): readonly { readonly address?: string }[]
  reach(signal: AbortSignal): Promise<{
    readonly path: string
    readonly server: {
      readonly takesPost: boolean
      begin(question: {
        readonly method: string
        readonly path: string
        readonly headers: Readonly<Record<string, string>>
      }): Promise<ClientRequest>
    }
  }>
  close(): void
}

/**
 * The way to whatever Prometheus is found, found anew when it has gone. `headers` are of the settings: a tenant may be
 * wanted of a store that is found, too.
 */
export function openFoundTransport(
  finder: PrometheusFinder,
  given: Readonly<Record<string, string>> = {},
): Transport {
  return {
    get address() {
      return finder.findings()[0]?.address ?? 'the cluster'
    },
    mask: createMask(listSecrets(given)),
    close: () => finder.close(),
    begin: async ({ path, form, headers, signal }) => {
      const { server, path: base } = await finder.reach(signal)
      const placed = placeForm(`${base}${path}`, form, server.takesPost)
      const request = await server.begin({
        method: placed.method,
        path: placed.path,
        headers: { ...given, ...headers, ...placed.headers },
      })
      return { request, ...(placed.body === undefined ? {} : { body: placed.body }) }
    },
  }
}
