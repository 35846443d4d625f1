import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { readField } from '#server/mesh/checks/field.ts'

/** Lists of routes: of a VirtualService, and of the routes of the Gateway API. */
const lists = ['http', 'tls', 'tcp', 'rules']
const routed = ['VirtualService', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute']

/** Paths of the routes that are not, or will not be, what they were at their place. */
export function listChangedRoutes(kind: string, before: unknown, after: unknown): readonly string[] {
  if (!routed.includes(kind)) return []
  return lists.flatMap((list) => {
    const [old, next] = [before, after].map((value) => readField(value).at('spec').at(list).items)
    const count = Math.max(old?.length ?? 0, next?.length ?? 0)
    return Array.from({ length: count }, (_, at) => at)
      .filter((at) => !isSameJson(old?.[at]?.value, next?.[at]?.value))
      .map((at) => `spec.${list}[${at}]`)
  })
}
