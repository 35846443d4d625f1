import type { GraphEdge } from '#contract/traffic-graph.ts'

/** A line of an answer's table: how much of the traffic it is. */
export interface ResponseRow {
  readonly key: string
  /** Requests a second, or bytes a second for tcp. */
  readonly perSecond: number
  readonly unit: 'requests' | 'bytes'
  /** Share of all of the same unit, 0…100. */
  readonly percent: number
}

export interface Responses {
  /** By response code of http and status of grpc, most first. */
  readonly codes: readonly ResponseRow[]
  /** By Envoy's response flags; answers without any are left out. */
  readonly flags: readonly ResponseRow[]
  /** By the host that was asked. */
  readonly hosts: readonly ResponseRow[]
}

/** Adds up who answered what over several edges. */
export function listResponses(edges: readonly GraphEdge[]): Responses {
  const codes = createTally()
  const flags = createTally()
  const hosts = createTally()
  const totals = { requests: 0, bytes: 0 }
  for (const edge of edges) {
    const unit = edge.protocol === 'tcp' ? 'bytes' : 'requests'
    const rate = (unit === 'bytes' ? edge.bytesPerSecond : edge.requestsPerSecond) ?? 0
    totals[unit] += rate
    for (const response of edge.responses) {
      const part = (rate * response.percent) / 100
      if (unit === 'requests') codes.add(response.code, unit, part)
      for (const flag of listFlags(response.flags)) flags.add(flag, unit, part)
      if (response.host !== '') hosts.add(response.host, unit, part)
    }
  }
  return { codes: codes.list(totals), flags: flags.list(totals), hosts: hosts.list(totals) }
}

/** `UH,URX` → both; `-` is Envoy's word for none (%RESPONSE_FLAGS% in its access log documentation). */
export function listFlags(flags: string): readonly string[] {
  return flags
    .split(',')
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '' && flag !== '-')
}

function createTally() {
  const sums = new Map<string, { key: string; unit: 'requests' | 'bytes'; perSecond: number }>()
  return {
    add(key: string, unit: 'requests' | 'bytes', perSecond: number) {
      const id = `${unit} ${key}`
      const known = sums.get(id)
      if (known) known.perSecond += perSecond
      else sums.set(id, { key, unit, perSecond })
    },
    list: (totals: Readonly<Record<'requests' | 'bytes', number>>): ResponseRow[] =>
      [...sums.values()]
        .map((row) => ({
          ...row,
          percent: totals[row.unit] > 0 ? (100 * row.perSecond) / totals[row.unit] : 0,
        }))
        .sort((a, b) => b.percent - a.percent || a.key.localeCompare(b.key)),
  }
}
