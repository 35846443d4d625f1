import { describeFailedCall, describeServed } from '#demo/kubernetes/logs/application-events.ts'
import { type AppEvent, chooseStyle, formatEvent } from '#demo/kubernetes/logs/application-style.ts'
import { listAgentLines, listPushLines } from '#demo/kubernetes/logs/control-plane-lines.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import {
  type AccessEncoding,
  formatAccessLine,
  formatConnectionLine,
  listReconnects,
} from '#demo/kubernetes/logs/proxy-lines.ts'
import { isCounting, listSerialLines } from '#demo/kubernetes/logs/serial-lines.ts'
import { listHabitLines } from '#demo/kubernetes/logs/store-lines.ts'
import { formatZtunnelLine } from '#demo/kubernetes/logs/ztunnel-lines.ts'
import { nameEnd } from '#demo/world/requests/call-tree.ts'
import { type Connection, listConnections } from '#demo/world/requests/connections.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import type { WorldRequest } from '#demo/world/requests/types.ts'
import { createUpstreams, type Upstream } from '#demo/world/requests/upstreams.ts'
import type { WorldCall, WorldPod, WorldWorkload } from '#demo/world/types.ts'

/** Whose output is read. */
export interface LoggedContainer {
  readonly pod: WorldPod
  readonly workload: WorldWorkload
  readonly container: string
}

export interface LineFacts {
  readonly requests: RequestSource
  /** How a namespace's proxies write their access logs. */
  readonly readEncoding: (namespace: string) => AccessEncoding
  readonly readServiceIp: (namespace: string, name: string) => string | undefined
  /** How much the counting workload writes; 0: what it usually does. */
  readonly serialLinesPerSecond: number
}

/** What a running container writes, made when it is asked for. */
export interface LineSource {
  /** The lines that follow from what begins in a second of the epoch; they may be written some seconds later. */
  listBegun(container: LoggedContainer, slot: number): LogLine[]
  /** The lines of (fromMs, untilMs] that no traffic causes. */
  listOwn(container: LoggedContainer, fromMs: number, untilMs: number): LogLine[]
}

interface LineContext extends LineFacts {
  readonly upstreamOf: (call: WorldCall) => Upstream
  readonly workloads: ReadonlyMap<string, WorldWorkload>
}

export function createLineSource(facts: LineFacts): LineSource {
  const { world } = facts.requests
  const context: LineContext = {
    ...facts,
    upstreamOf: createUpstreams(world),
    workloads: new Map(world.workloads.map((own) => [`${own.namespace}/${own.name}`, own])),
  }
  const isLoud = (container: LoggedContainer) => facts.serialLinesPerSecond > 0 && isCounting(container)
  return {
    listBegun(container, slot) {
      const { role } = container.workload
      if (isLoud(container)) return []
      if (role === 'ztunnel') return listTunnelled(context, container, slot)
      if (container.container === 'istio-proxy') return listProxied(context, container, slot)
      return role === 'application' ? listServed(context, container, slot) : []
    },
    listOwn(container, fromMs, untilMs) {
      const { pod, workload } = container
      if (isLoud(container))
        return listSerialLines(facts.serialLinesPerSecond, world.startMs, { fromMs, untilMs })
      if (container.container === 'istio-proxy') {
        return workload.role === 'ztunnel' ? [] : listReconnects(pod, fromMs, untilMs)
      }
      if (workload.labels['istio'] === 'pilot') {
        return listPushLines(world, facts.requests.readPods(), pod, fromMs, untilMs)
      }
      if (workload.role === 'control-plane') return listAgentLines(pod, fromMs, untilMs)
      return listHabitLines(workload, pod, fromMs, untilMs)
    },
  }
}

/** What a proxy's access log says: of each request on each side of it that it stands on, and of each connection. */
function listProxied(context: LineContext, container: LoggedContainer, slot: number): LogLine[] {
  const { requests, upstreamOf } = context
  const encoding = context.readEncoding(container.pod.namespace)
  if (encoding === 'off') return []
  const lines: LogLine[] = []
  visit(requests, container, slot, (request) => {
    for (const side of listSides(request, container)) {
      const access = {
        request,
        side,
        upstream: upstreamOf(request.call),
        serviceIp: findServiceIp(context, request.call),
      }
      lines.push(formatAccessLine(access, encoding))
    }
  })
  const own = nameOf(container)
  const isOwn = (end: WorldCall['source']) => end !== undefined && nameEnd(end) === own
  for (const connection of listCalls(context, slot, isOwn)) {
    for (const side of ['outbound', 'inbound'] as const) {
      const end = side === 'outbound' ? connection.source : connection.destination
      if (end?.name !== container.pod.name) continue
      const options = { side, encoding, serviceIp: findServiceIp(context, connection.call) }
      lines.push(formatConnectionLine(connection, upstreamOf(connection.call), options))
    }
  }
  return lines
}

/** What a program says of the requests that it serves, and of its own that fail. */
function listServed({ requests }: LineContext, container: LoggedContainer, slot: number): LogLine[] {
  const lines: LogLine[] = []
  const style = chooseStyle(container.workload)
  const say = (event: AppEvent | undefined) => {
    if (!event) return
    const texts = formatEvent(style, container.workload.app, event)
    // The lines of a stack come one after the other.
    texts.forEach((text, index) => {
      lines.push({ timeMs: event.timeMs + index * 0.004, text })
    })
  }
  visit(requests, container, slot, (request) => {
    if (request.destination?.name === container.pod.name && !request.isTried) say(describeServed(request))
    // A program has one answer, however often its proxy tried.
    const isOwn =
      request.source?.name === container.pod.name && String(request.call.reporters) !== 'destination'
    if (isOwn) say(describeFailedCall(request))
  })
  return lines
}

/** A node's ztunnel tells of the connections of that node's ambient pods. */
function listTunnelled(context: LineContext, container: LoggedContainer, slot: number): LogLine[] {
  const { requests, workloads, upstreamOf } = context
  const isAmbient = (end: WorldCall['source']) =>
    end !== undefined && workloads.get(nameEnd(end))?.dataPlane === 'ambient'
  const isHere = (pod: WorldPod | undefined, end: WorldCall['source']) =>
    isAmbient(end) && pod?.node === container.pod.node
  return listCalls(context, slot, isAmbient).flatMap((connection) => {
    const { call, source, destination } = connection
    const format = (direction: 'inbound' | 'outbound') =>
      formatZtunnelLine(requests.world, workloads, connection, upstreamOf(call).targetPort, direction)
    return [
      ...(isHere(source, call.source) ? [format('outbound')] : []),
      ...(isHere(destination, call.destination) ? [format('inbound')] : []),
    ]
  })
}

/** The connections that begin in a second, and of which one end is chosen. */
function listCalls(
  { requests }: LineContext,
  slot: number,
  isChosen: (end: WorldCall['source']) => boolean,
): Connection[] {
  const facts = { world: requests.world, tree: requests.readTree(slot * 1000), pods: requests.readPods() }
  return listConnections(facts, slot, ({ source, destination }) => isChosen(source) || isChosen(destination))
}

const findServiceIp = ({ readServiceIp }: LineContext, { service }: WorldCall) =>
  readServiceIp(service.namespace, service.name)

const nameOf = ({ workload }: LoggedContainer) => `${workload.namespace}/${workload.name}`

/** Every request of the stories that concern a container's workload, and begin in a second. */
function visit(
  requests: RequestSource,
  container: LoggedContainer,
  slot: number,
  see: (request: WorldRequest) => void,
): void {
  const walk = (request: WorldRequest) => {
    see(request)
    for (const child of request.children) walk(child)
  }
  for (const story of requests.listStories(slot, { workloads: [nameOf(container)] })) walk(story)
}

/** On which sides of a request the container's proxy stands: those that report it to metrics, too. */
function listSides(
  { source, destination, waypoint, call, clientCall }: WorldRequest,
  { pod }: LoggedContainer,
): ('outbound' | 'inbound' | 'waypoint')[] {
  return [
    ...(source?.name === pod.name && clientCall.reporters.includes('source') ? (['outbound'] as const) : []),
    ...(destination?.name === pod.name && call.reporters.includes('destination')
      ? (['inbound'] as const)
      : []),
    ...(waypoint?.name === pod.name ? (['waypoint'] as const) : []),
  ]
}
