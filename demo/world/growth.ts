import {
  buildGrpcCall,
  buildHttpCall,
  buildMeshObject,
  buildService,
  buildWorkload,
  nameService,
  type WorkloadRef,
  type WorldPart,
} from '#demo/world/parts.ts'
import type { Random } from '#demo/world/random.ts'
import type { Manifest, WorldCall, WorldService, WorldWorkload } from '#demo/world/types.ts'

const subjects = [
  'account', 'address', 'audit', 'badge', 'basket', 'billing', 'booking', 'campaign', 'claim', 'contract',
  'coupon', 'delivery', 'device', 'dispatch', 'document', 'feed', 'fleet', 'forecast', 'fraud', 'ledger',
  'license', 'limit', 'media', 'metering', 'notice', 'offer', 'partner', 'portal', 'pricing', 'profile',
  'quota', 'quote', 'rating', 'refund', 'report', 'return', 'review', 'route', 'search', 'session',
  'stock', 'survey', 'tariff', 'tax', 'ticket', 'token', 'trip', 'vendor', 'voucher', 'wallet',
] as const // biome-ignore format: one word per line would fill a page

/** How many workloads a grown namespace has. */
export interface TeamSize {
  readonly least: number
  readonly most: number
}
const usualTeam: TeamSize = { least: 20, most: 50 }

/**
 * Namespaces of 20 to 50 workloads each, or of what is asked, until `count` is reached. Each is a small call tree: its first workload is
 * called from the ingress gateway, every other one from an earlier one, so nothing is idle and nothing is a cycle.
 */
export function buildGrowth(
  random: Random,
  count: number,
  ingress: WorkloadRef,
  { least, most } = usualTeam,
): WorldPart {
  // The same lists as a part has, still open for adding.
  const part = { namespaces: [], workloads: [], services: [], calls: [], manifests: [] } as {
    -readonly [Key in keyof WorldPart]: WorldPart[Key][number][]
  }
  if (count > 0) part.manifests.push(buildTeamGateway(ingress))
  for (let left = count, index = 1; left > 0; index++) {
    const name = `team-${String(index).padStart(3, '0')}`
    const draw = random.fork(name)
    const size = left <= most ? left : Math.min(draw.integer(least, most), left - least)
    const grown = buildTeam(draw, name, size, ingress)
    part.namespaces.push({ name, dataPlane: 'sidecar', labels: { 'istio-injection': 'enabled', team: name } })
    for (const workload of grown.workloads) part.workloads.push(workload)
    for (const service of grown.services) part.services.push(service)
    for (const call of grown.calls) part.calls.push(call)
    for (const manifest of grown.manifests) part.manifests.push(manifest)
    left -= size
  }
  return part
}

/** One door for all teams, each under its own host name. */
function buildTeamGateway(ingress: WorkloadRef): Manifest {
  return buildMeshObject('IstioGateway', ingress.namespace, 'teams', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*/*.demo.example'] }],
  })
}

interface Grown {
  readonly workloads: WorldWorkload[]
  readonly services: WorldService[]
  readonly calls: WorldCall[]
  readonly manifests: Manifest[]
}

function buildTeam(random: Random, namespace: string, size: number, ingress: WorkloadRef): Grown {
  const place = { namespace, dataPlane: 'sidecar' } as const
  const grown: Grown = { workloads: [], services: [], calls: [], manifests: [] }
  const rates: number[] = []
  for (let index = 0; index < size; index++) {
    const subject = subjects[index % subjects.length] ?? 'unit'
    const app = index < subjects.length ? subject : `${subject}-${Math.floor(index / subjects.length) + 1}`
    const grpc = index > 0 && random.chance(0.3)
    grown.workloads.push(buildWorkload(place, { name: `${app}-v1`, replicas: random.chance(0.15) ? 2 : 1 }))
    grown.services.push(
      buildService(namespace, app, [{ name: grpc ? 'grpc' : 'http', port: 80, targetPort: 8080 }]),
    )
    // Callers are drawn from the last few, which makes trees of some depth and not stars.
    const caller = index === 0 ? undefined : grown.workloads[Math.max(0, index - random.integer(1, 6))]
    const callerRate = caller ? (rates[grown.workloads.indexOf(caller)] ?? 1) : random.spread(8, 60)
    const rate = caller ? Math.min(120, Math.max(0.2, callerRate * random.spread(0.3, 1.4))) : callerRate
    rates.push(rate)
    grown.calls.push(
      buildTeamCall(random, grpc, {
        source: caller ? { namespace, workload: caller.name } : ingress,
        destination: { namespace, workload: `${app}-v1` },
        service: nameService(namespace, app),
        perSecond: Number(rate.toFixed(2)),
      }),
    )
  }
  grown.calls.splice(0, grown.calls.length, ...settleLatencies(grown.calls))
  grown.manifests.push(
    buildMeshObject('PeerAuthentication', namespace, 'default', { mtls: { mode: 'STRICT' } }),
    buildMeshObject('VirtualService', namespace, 'entry', {
      hosts: [`${namespace}.demo.example`],
      gateways: ['istio-ingress/teams'],
      http: [{ route: [{ destination: { host: subjects[0], port: { number: 80 } } }] }],
    }),
  )
  return grown
}

/** A request takes longer than the longest that it causes; callers come before what they call. */
function settleLatencies(calls: readonly WorldCall[]): WorldCall[] {
  const longest = new Map<string, { median: number; p95: number }>()
  return calls
    .toReversed()
    .map((call) => {
      const below = longest.get(call.destination?.workload ?? '')
      const median = Math.max(call.latencyMs.median, Number(((below?.median ?? 0) * 1.15).toFixed(1)))
      const p95 = Math.max(call.latencyMs.p95, Number(((below?.p95 ?? 0) * 1.15).toFixed(1)), median * 1.3)
      const caller = call.source?.workload ?? ''
      const known = longest.get(caller)
      longest.set(caller, {
        median: Math.max(median, known?.median ?? 0),
        p95: Math.max(p95, known?.p95 ?? 0),
      })
      return { ...call, latencyMs: { median, p95 } }
    })
    .reverse()
}

function buildTeamCall(
  random: Random,
  grpc: boolean,
  facts: Pick<WorldCall, 'service' | 'perSecond'> & Partial<WorldCall>,
): WorldCall {
  const median = Number(random.spread(2, 60).toFixed(1))
  const latencyMs = { median, p95: Number((median * random.spread(2, 6)).toFixed(1)) }
  // One workload in forty fails a little: enough to be found, few enough to stand out.
  const failing = random.chance(0.025) ? Number(random.spread(0.01, 0.2).toFixed(3)) : 0
  if (failing === 0) return (grpc ? buildGrpcCall : buildHttpCall)({ ...facts, latencyMs })
  const outcomes: WorldCall['outcomes'] = grpc
    ? [
        { code: '200', grpcStatus: '0', flags: '-', share: 1 - failing },
        { code: '200', grpcStatus: '13', flags: '-', share: failing },
      ]
    : [
        { code: '200', flags: '-', share: 1 - failing },
        { code: '503', flags: 'URX', share: failing },
      ]
  return (grpc ? buildGrpcCall : buildHttpCall)({ ...facts, latencyMs, outcomes })
}
