import type { HttpRequest } from '#server/mesh/routing/types.ts'
import type { HttpMatch } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** Requests that a VirtualService's own matches describe, at each of its hosts. */
export function* listCandidates(
  { hosts, http }: Pick<RoutingVirtualService, 'hosts' | 'http'>,
  scheme: HttpRequest['scheme'],
): Generator<HttpRequest> {
  for (const host of hosts) {
    for (const { match } of http) {
      for (const one of match?.length ? match : [{}]) {
        yield {
          method: one.method?.exact ?? 'GET',
          scheme,
          path: readPath(one),
          host: host.replace(/^\*(\.|$)/, 'www.example.com$1').replace(/\.$/, ''),
          headers: readHeaders(one),
        }
      }
    }
  }
}

function readPath({ uri }: HttpMatch): string {
  return uri?.exact ?? uri?.prefix ?? '/'
}

function readHeaders({ headers }: HttpMatch): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, { exact, prefix }]) => [name, exact ?? prefix ?? '1']),
  )
}
