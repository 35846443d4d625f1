import type { Protocol } from '#server/mesh/graph/types.ts'

/** What an id of a node says, as `identify.ts`, `service-entry-node.ts` and `add-operations.ts` write it. */
export interface NamedNode {
  readonly kind: 'workload' | 'app' | 'service' | 'entry' | 'operation' | 'unknown'
  readonly namespace: string
  readonly name: string
  /** Of a ServiceEntry, its own namespace. */
  readonly entryNamespace?: string
}

/** Reads a node's id back; undefined for what is none, and for the node of what a viewer may not see. */
export function parseNodeId(id: string): NamedNode | undefined {
  const [kind, ...parts] = id.split('|')
  if (kind === 'unknown' && parts.length === 1)
    return { kind: 'unknown', namespace: 'unknown', name: 'unknown' }
  if (kind === 'entry' && parts.length === 5 && parts[0] === 'service') {
    const [, , namespace, name, entryNamespace] = parts
    return namespace && name && entryNamespace ? { kind, namespace, name, entryNamespace } : undefined
  }
  const [, namespace, name, ...rest] = parts
  if (!namespace || !name) {
    // An operation of no one service.
    const operation = kind === 'operation' && namespace ? rest.join('|') : ''
    return operation && namespace ? { kind: 'operation', namespace, name: operation } : undefined
  }
  if (kind === 'operation' && rest.length > 0) return { kind, namespace, name: rest.join('|') }
  if (kind === 'version' && rest.length <= 1)
    return { kind: rest.length === 0 ? 'workload' : 'app', namespace, name }
  const isPlain = kind === 'workload' || kind === 'app' || kind === 'service'
  return isPlain && rest.length === 0 ? { kind, namespace, name } : undefined
}

export interface NamedEdge {
  readonly source: NamedNode
  readonly target: NamedNode
  readonly protocol: Protocol
}

const protocols = ['http', 'grpc', 'tcp'] as const satisfies Protocol[]

/** Reads an edge's id back (`name-edge.ts`); names may hold a `>` themselves, so every place is tried. */
export function parseEdgeId(id: string): NamedEdge | undefined {
  const parts = id.split('>')
  const protocol = protocols.find((one) => one === parts.at(-1))
  if (!protocol) return undefined
  for (let at = 1; at < parts.length - 1; at++) {
    const source = parseNodeId(parts.slice(0, at).join('>'))
    const target = parseNodeId(parts.slice(at, -1).join('>'))
    if (source && target) return { source, target, protocol }
  }
  return undefined
}
