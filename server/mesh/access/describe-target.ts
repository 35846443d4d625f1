import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import type { MatrixQuestion } from '#server/mesh/access/build-access-matrix.ts'
import { listServiceWaypoints } from '#server/mesh/access/find-waypoint.ts'
import type { Authorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { Protocol } from '#server/mesh/authorization/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { isHttpOrSniffed, parseServicePortProtocol } from '#server/mesh/routing/services/protocol.ts'
import { readTargetPort } from '#server/mesh/routing/services/target-port.ts'

/** A workload as the matrix asks for it. */
export interface MatrixTarget {
  readonly workload: Workload
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number }
  readonly protocols: readonly Protocol[]
  /** Whose policies stand before it. */
  readonly authorizers: readonly Authorizer[]
  /** Equal for workloads of which every caller is told the same. */
  readonly key: string
}

const numbers = new WeakMap<object, number>()
const counter = { next: 1 }

/** A number that an object keeps for as long as it is there. */
function numberOf(object: object): number {
  const known = numbers.get(object) ?? counter.next++
  numbers.set(object, known)
  return known
}

export function describeTarget(
  facts: AccessFacts,
  workload: Workload,
  { port }: MatrixQuestion,
): MatrixTarget {
  const ports = facts.services
    .listServicesOf(workload)
    .flatMap((service) => service.spec.ports.map((of) => ({ service, of })))
    .filter(({ service, of }) => port === undefined || readTargetPort(facts.snapshot, service, of) === port)
  const [first] = ports
  const service = first && {
    namespace: first.service.metadata.namespace,
    name: first.service.metadata.name,
    port: first.of.port,
  }
  const speaks = ports.map(
    ({ of }): Protocol => (isHttpOrSniffed(parseServicePortProtocol(of)) ? 'http' : 'tcp'),
  )
  const protocols = speaks.length === 0 ? (['http'] as const) : [...new Set(speaks)].toSorted()
  const isAmbient = workload.mode === 'ambient'
  const waypoints =
    isAmbient && service && workload.role !== 'waypoint'
      ? (listServiceWaypoints(facts.snapshot, service)?.shares ?? []).flatMap(
          ({ workload: one }) => one ?? [],
        )
      : []
  const own = isAmbient ? facts.findZtunnelAuthorizer(workload) : facts.findAuthorizer(workload)
  const authorizers = [
    ...(workload.mode === 'none' ? [] : [own]),
    ...(service ? waypoints.map((one) => facts.findWaypointAuthorizer(one, service)) : []),
  ]
  return {
    workload,
    ...(service ? { service } : {}),
    protocols,
    authorizers,
    key: [
      workload.mode,
      workload.role === 'gateway',
      protocols.join(),
      waypoints.map(({ namespace, name }) => `${namespace}/${name}`).join(),
      tellTls(facts, workload, port),
      ...authorizers.map(({ policies }) => policies.map(numberOf).join()),
    ].join(' '),
  }
}

/** All of TLS that a decision can come from. */
function tellTls(facts: AccessFacts, workload: Workload, port: number | undefined): string {
  if (workload.mode === 'none' || workload.role === 'gateway') return ''
  if (workload.mode === 'ambient') return String(facts.findAmbientMtls(workload).allowsPlaintext(port ?? 0))
  const { mode, ports } = facts.findMtls(workload)
  return [mode, ...[...ports].map(([number, own]) => `${number}:${own.mode}`)].join()
}
