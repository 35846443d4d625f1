import type { ClientRequest } from 'node:http'
import { createMask, listSecrets } from '#server/adapters/upstream/mask-secrets.ts'
import { sendRequest } from '#server/adapters/upstream/send-request.ts'
import type { UpstreamWay } from '#server/adapters/upstream/text-reader.ts'

/** Whoever finds a server of the cluster, and keeps a way to it. */
export interface UpstreamFinder {
  findings(): readonly { readonly address?: string }[]
  reach(signal: AbortSignal): Promise<{
    readonly path: string
    readonly server: {
      begin(question: {
        readonly method: string
        readonly path: string
        readonly headers: Readonly<Record<string, string>>
      }): Promise<ClientRequest>
    }
  }>
}

/**
 * The way to whatever server is found, found anew when it has gone; `headers` go with every question. A question rejects
 * as `reach` does, or with what broke the request.
 */
export function openFoundWay(
  finder: UpstreamFinder,
  headers: Readonly<Record<string, string>> = {},
): UpstreamWay {
  return {
    place: {
      mask: createMask(listSecrets(headers)),
      get address() {
        return finder.findings()[0]?.address ?? 'the cluster'
      },
    },
    fetchPath: async (path, { signal }) => {
      const { server, path: base } = await finder.reach(signal)
      const request = await server.begin({ method: 'GET', path: `${base}${path}`, headers })
      return sendRequest(request, signal)
    },
  }
}
