import { isFailure, readCode, readProtocol } from '#server/mesh/graph/read-series.ts'
import { isKnown, type Sample } from '#server/mesh/graph/types.ts'
import type { CodeRates } from '#server/mesh/health/judge-traffic.ts'
import type { Direction } from '#server/mesh/health/rates.ts'
import type { HealthFact } from '#server/mesh/promql/health-queries.ts'

interface GatheredRates extends CodeRates {
  readonly rates: Map<string, number>
  readonly targets: Map<string, Map<string, number>>
}

/** What one object received and sent. */
export interface ObjectTraffic {
  readonly requests: Map<string, GatheredRates>
  /** TCP moved in the window. */
  bytes: boolean
}

/** By `namespace/name`. */
export interface MeshTraffic {
  readonly workloads: ReadonlyMap<string, ObjectTraffic>
  readonly services: ReadonlyMap<string, ObjectTraffic>
  /** Values that were no finite number. */
  readonly dropped: number
}

export type HealthSamples = Readonly<Record<HealthFact, readonly Sample[]>>

type MayName = ((namespace: string) => boolean) | undefined

/**
 * Sorts the sums to workloads and services in one pass; other clusters' objects are not looked at. Each request is counted
 * once: what reached no workload is an unanswered one, though the waypoint that found nobody tells it among what was received
 * (istio.io, "Istio Standard Metrics": `unknown` where a request never reached an endpoint).
 *
 * @param mayName whether the viewer may learn the names of a namespace's services; undefined when of all
 */
export function gatherTraffic(samples: HealthSamples, cluster: string, mayName?: MayName): MeshTraffic {
  const workloads = new Map<string, ObjectTraffic>()
  const services = new Map<string, ObjectTraffic>()
  let dropped = 0
  const each = (
    vector: readonly Sample[],
    side: 'source' | 'destination',
    read: (sample: Sample) => void,
  ): void => {
    for (const sample of vector) {
      if (!Number.isFinite(sample.value)) {
        dropped += 1
        continue
      }
      const of = sample.metric[`${side}_cluster`]
      if (!isKnown(of) || of === cluster) read(sample)
    }
  }
  each(samples.received, 'destination', (sample) => {
    const workload = nameWorkload(sample, 'destination')
    if (!workload) return
    addRequests(workloads, workload, 'inbound', sample)
    addRequests(services, nameService(sample), 'inbound', sample)
  })
  // A workload without a proxy tells nothing itself, so what its callers tell is all that is known.
  const tellers = new Set(samples.received.map((sample) => nameWorkload(sample, 'destination')))
  each(samples.receivedByCallers, 'destination', (sample) => {
    const workload = nameWorkload(sample, 'destination')
    if (tellers.has(workload)) return
    addRequests(workloads, workload, 'inbound', sample)
    addRequests(services, nameService(sample), 'inbound', sample)
  })
  each(samples.sent, 'source', (sample) =>
    addRequests(workloads, nameWorkload(sample, 'source'), 'outbound', sample, nameTarget(sample, mayName)),
  )
  each(samples.unanswered, 'destination', (sample) =>
    addRequests(services, nameService(sample), 'inbound', sample),
  )
  for (const [vector, side] of [
    [samples.bytesReceived, 'destination'],
    [samples.bytesSent, 'source'],
  ] as const) {
    each(vector, side, (sample) => {
      const name = nameWorkload(sample, side)
      if (name && sample.value > 0) find(workloads, name).bytes = true
    })
  }
  return { workloads, services, dropped }
}

function nameWorkload({ metric }: Sample, side: 'source' | 'destination'): string | undefined {
  return nameObject(metric[`${side}_workload_namespace`], metric[`${side}_workload`])
}

function nameService({ metric }: Sample): string | undefined {
  return nameObject(metric['destination_service_namespace'], metric['destination_service_name'])
}

/** What was asked, for a sentence: a service, a host or cluster of no namespace; undefined where it may not be told. */
function nameTarget({ metric }: Sample, mayName: MayName): string | undefined {
  const { destination_service_namespace: namespace, destination_service_name: name } = metric
  if (!isKnown(name)) return undefined
  if (!isKnown(namespace)) return name
  return (mayName?.(namespace) ?? true) ? `${namespace}/${name}` : undefined
}

function nameObject(namespace: string | undefined, name: string | undefined): string | undefined {
  return isKnown(namespace) && isKnown(name) ? `${namespace}/${name}` : undefined
}

function find(objects: Map<string, ObjectTraffic>, name: string): ObjectTraffic {
  const known = objects.get(name)
  if (known) return known
  const traffic: ObjectTraffic = { requests: new Map(), bytes: false }
  objects.set(name, traffic)
  return traffic
}

function addRequests(
  objects: Map<string, ObjectTraffic>,
  name: string | undefined,
  direction: Direction,
  { metric, value }: Sample,
  target?: string,
): void {
  if (!name || value <= 0) return
  const { requests } = find(objects, name)
  const protocol = readProtocol(metric)
  const key = `${direction} ${protocol}`
  const known = requests.get(key) ?? createRates(direction, protocol)
  requests.set(key, known)
  const code = readCode(metric, protocol)
  known.rates.set(code, (known.rates.get(code) ?? 0) + value)
  if (target !== undefined) addTarget(known, code, target, value)
}

function createRates(direction: Direction, protocol: string): GatheredRates {
  return { direction, protocol, rates: new Map(), targets: new Map() }
}

function addTarget({ targets }: GatheredRates, code: string, target: string, value: number): void {
  const known = targets.get(code) ?? new Map<string, number>()
  targets.set(code, known)
  known.set(target, (known.get(target) ?? 0) + value)
}

/** Adds up several objects' traffic, as an app's over its workloads. */
export function mergeTraffic(objects: readonly ObjectTraffic[]): ObjectTraffic {
  const merged: ObjectTraffic = { requests: new Map(), bytes: objects.some(({ bytes }) => bytes) }
  for (const { requests } of objects) {
    for (const [key, { direction, protocol, rates, targets }] of requests) {
      const known = merged.requests.get(key) ?? createRates(direction, protocol)
      merged.requests.set(key, known)
      for (const [code, rate] of rates) known.rates.set(code, (known.rates.get(code) ?? 0) + rate)
      for (const [code, parts] of targets)
        for (const [target, rate] of parts) addTarget(known, code, target, rate)
    }
  }
  return merged
}

/** Requests a second and the share that failed; of what was received, or of what was sent where nothing was. */
export function sumRequests({
  requests,
}: ObjectTraffic): { perSecond: number; errorPercent: number; direction: Direction } | undefined {
  const all = [...requests.values()]
  const inbound = all.filter(({ direction }) => direction === 'inbound')
  let perSecond = 0
  let failed = 0
  for (const { protocol, rates } of inbound.length > 0 ? inbound : all) {
    for (const [code, rate] of rates) {
      perSecond += rate
      if (isFailure(protocol === 'grpc' ? 'grpc' : 'http', code)) failed += rate
    }
  }
  const direction = inbound.length > 0 ? 'inbound' : 'outbound'
  return perSecond > 0 ? { perSecond, errorPercent: (failed / perSecond) * 100, direction } : undefined
}
