import { nameWorkload, type PredictedEdge } from '#server/mesh/prediction/predict-traffic.ts'

export interface RadiusFinding {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

export interface RadiusSummary {
  /** Edges that would change, the most traffic first. */
  readonly edges: readonly PredictedEdge[]
  readonly movedPerSecond: number
  readonly refusedPerSecond: number
  readonly refusedClients: number
  /** The gravest first. */
  readonly findings: readonly RadiusFinding[]
}

/** Less than this of a change is the noise of rates. */
const leastShare = 0.01
const leastPerSecond = 0.005

/** What edges would change, and what that comes to in sentences. Bytes of `tcp` are not added to requests. */
export function summarizeEdges(all: readonly PredictedEdge[]): RadiusSummary {
  const edges = all
    .filter(isChanged)
    .toSorted((one, other) => Math.max(other.before, other.after) - Math.max(one.before, one.after))
  const direct = edges.filter((edge) => edge.direct)
  const refused = direct.filter((edge) => edge.refusedAfter - edge.refusedBefore > leastPerSecond)
  const freed = direct.filter((edge) => edge.refusedBefore - edge.refusedAfter > leastPerSecond)
  const gained = direct.filter((edge) => readServed(edge) > leastPerSecond && edge.destination)
  const requests = (some: readonly PredictedEdge[], read: (edge: PredictedEdge) => number) =>
    some.filter(({ protocol }) => protocol !== 'tcp').reduce((sum, edge) => sum + read(edge), 0)
  const refusedPerSecond = requests(refused, (edge) => edge.refusedAfter - edge.refusedBefore)
  const movedPerSecond = requests(gained, readServed)
  const refusedClients = countClients(refused)
  const follow = edges.length - direct.length
  const findings: RadiusFinding[] = []
  if (refused.length > 0)
    findings.push({
      code: 'blast-refused',
      params: { clients: refusedClients, rate: round(refusedPerSecond), edges: refused.length },
    })
  if (gained.length > 0)
    findings.push({
      code: 'blast-moved',
      params: { rate: round(movedPerSecond), edges: gained.length, targets: listTargets(gained) },
    })
  if (freed.length > 0) {
    const rate = round(requests(freed, (edge) => edge.refusedBefore - edge.refusedAfter))
    findings.push({ code: 'blast-freed', params: { clients: countClients(freed), rate } })
  }
  if (follow > 0) findings.push({ code: 'blast-follow', params: { edges: follow } })
  if (findings.length === 0)
    findings.push(
      edges.length > 0
        ? { code: 'blast-changed', params: { edges: edges.length } }
        : { code: 'blast-none', params: {} },
    )
  return { edges, movedPerSecond, refusedPerSecond, refusedClients, findings }
}

function isChanged({ before, after, refusedBefore, refusedAfter }: PredictedEdge): boolean {
  const differ = (one: number, other: number) =>
    Math.abs(one - other) > Math.max(leastPerSecond, leastShare * Math.max(one, other))
  return differ(before, after) || differ(refusedBefore, refusedAfter)
}

/** How much more of it arrives and is taken. */
function readServed({ before, after, refusedBefore, refusedAfter }: PredictedEdge): number {
  return after - refusedAfter - (before - refusedBefore)
}

function countClients(edges: readonly PredictedEdge[]): number {
  return new Set(edges.map(({ source }) => nameWorkload(source))).size
}

/** The workloads that get most of it, by name; a long list is cut. */
function listTargets(edges: readonly PredictedEdge[]): string {
  const names = [...new Set(edges.map(({ destination }) => destination?.workload ?? ''))]
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ')
}

/** Two digits behind the point are as much as a rate tells. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
