import { type Delay, namePlace } from '#server/mesh/traces/build-delays.ts'
import type { SpanPlace } from '#server/mesh/traces/types.ts'

/** What is compared of a trace. */
export interface MeasuredTrace {
  readonly durationMs: number
  readonly delays: readonly Delay[]
}

export interface PeerPart {
  readonly place: SpanPlace
  /** What it added to this trace; zero where it had no part. */
  readonly ms: number
  /**
   * What it added in the middle to the peers that it had a part in: where traffic is split between versions, most traces
   * are without each of them, which says nothing of how long it takes.
   */
  readonly medianMs: number
  readonly peers: number
}

export interface PeerComparison {
  readonly peers: number
  readonly medianMs: number
  readonly slowestMs: number
  /** Share of the peers that were faster, 0…100. */
  readonly percentile: number
  /** By how much more they took than usual, the most first. */
  readonly parts: readonly PeerPart[]
}

/** One trace beside others that began alike. undefined without any other. */
export function comparePeers(
  own: MeasuredTrace,
  peers: readonly MeasuredTrace[],
): PeerComparison | undefined {
  if (peers.length === 0) return undefined
  const durations = peers.map(({ durationMs }) => durationMs)
  const ownParts = sumByPlace(own.delays)
  const peerParts = peers.map(({ delays }) => sumByPlace(delays))
  const keys = new Set([ownParts, ...peerParts].flatMap((parts) => [...parts.keys()]))
  const parts = [...keys].flatMap((key): PeerPart[] => {
    const place = [ownParts, ...peerParts].map((each) => each.get(key)?.place).find(Boolean)
    if (!place) return []
    const theirs = peerParts.flatMap((each) => each.get(key)?.ms ?? [])
    return [
      {
        place,
        ms: ownParts.get(key)?.ms ?? 0,
        medianMs: findMedian(theirs),
        peers: theirs.length,
      },
    ]
  })
  return {
    peers: peers.length,
    medianMs: findMedian(durations),
    slowestMs: Math.max(...durations),
    percentile: (100 * durations.filter((ms) => ms < own.durationMs).length) / peers.length,
    parts: parts.sort((a, b) => b.ms - b.medianMs - (a.ms - a.medianMs)),
  }
}

/** What each place added, of whatever kind; the network's part goes to who asked. */
function sumByPlace(delays: readonly Delay[]): ReadonlyMap<string, { place: SpanPlace; ms: number }> {
  const sums = new Map<string, { place: SpanPlace; ms: number }>()
  for (const { place, ms } of delays) {
    if (!place) continue
    const key = namePlace(place)
    sums.set(key, { place, ms: (sums.get(key)?.ms ?? 0) + ms })
  }
  return sums
}

function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
