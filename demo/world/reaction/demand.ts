import type { World, WorldCall } from '#demo/world/types.ts'

/**
 * What a client keeps asking of a service, whatever the mesh makes of it: the calls of the world's beginning from one
 * client to one host over one protocol, taken together.
 */
export interface Demand {
  readonly key: string
  readonly source: WorldCall['source']
  readonly service: WorldCall['service']
  readonly protocol: WorldCall['protocol']
  /** Of the service. */
  readonly port: number
  /** Requests or connections a second, while its client gets the traffic of the beginning. */
  readonly perSecond: number
  readonly request: WorldCall['request']
  /** The calls of the beginning: how each destination behaves. */
  readonly calls: readonly WorldCall[]
}

/** The demands of a world, in the order of their first calls. */
export function listDemands(world: World): readonly Demand[] {
  const ports = new Map(
    world.services.map(({ namespace, name, ports }) => [`${namespace}/${name}`, ports[0]?.port ?? 80]),
  )
  return [...Map.groupBy(world.calls, nameDemand)].flatMap(([key, calls]): Demand[] => {
    const [first] = calls
    if (!first) return []
    const { source, service, protocol, request } = first
    const port = request?.port ?? ports.get(`${service.namespace}/${service.name}`) ?? 80
    const perSecond = calls.reduce((sum, call) => sum + call.perSecond, 0)
    return [{ key, source, service, protocol, port, perSecond, request, calls }]
  })
}

function nameDemand({ source, service, protocol, operation = '', request }: WorldCall): string {
  const client = source ? `${source.namespace}/${source.workload}` : ''
  return `${client}>${service.host} ${protocol} ${operation} ${request ? JSON.stringify(request) : ''}`
}

/** How a destination answers a demand: as it did at first, else as it answered others, else as one that is well. */
export function findBehaviour(
  demand: Demand,
  destination: WorldCall['destination'],
  byDestination: ReadonlyMap<string, WorldCall>,
): WorldCall {
  const name = nameDestination(destination)
  const own = demand.calls.find((call) => nameDestination(call.destination) === name)
  if (own) return own
  const alike = demand.calls.find((call) => call.destination !== undefined) ?? demand.calls[0]
  const known = byDestination.get(`${name} ${demand.protocol}`)
  const base = alike ?? known
  if (!base) throw new Error(`the demand ${demand.key} has no call`)
  return {
    ...base,
    ...(destination ? { destination } : {}),
    outcomes: known?.outcomes ?? healthyOutcomes(demand.protocol),
    latencyMs: known?.latencyMs ?? base.latencyMs,
  }
}

function nameDestination(destination: WorldCall['destination']): string {
  return destination ? `${destination.namespace}/${destination.workload}` : ''
}

/** One call for each destination and protocol: how it answers those who did not call it at first. */
export function indexBehaviours(world: World): ReadonlyMap<string, WorldCall> {
  return new Map(
    world.calls
      .filter(({ destination }) => destination !== undefined)
      .map((call) => [`${nameDestination(call.destination)} ${call.protocol}`, call]),
  )
}

export function healthyOutcomes(protocol: WorldCall['protocol']): WorldCall['outcomes'] {
  if (protocol === 'grpc') return [{ code: '200', grpcStatus: '0', flags: '-', share: 1 }]
  return [{ code: protocol === 'tcp' ? '0' : '200', flags: '-', share: 1 }]
}
