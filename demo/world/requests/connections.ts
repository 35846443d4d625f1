import { type CallTree, nameEnd, type TreeCall } from '#demo/world/requests/call-tree.ts'
import { drawIndex, drawShare, mix, purposes } from '#demo/world/requests/draw.ts'
import type { PodIndex } from '#demo/world/requests/pods.ts'
import type { World, WorldCall, WorldPod } from '#demo/world/types.ts'

/** One TCP connection. Nothing names it: no request id, no trace. */
export interface Connection {
  readonly call: WorldCall
  readonly flags: string
  /** Why ztunnel closed it. */
  readonly details?: string
  readonly startMs: number
  readonly durationMs: number
  readonly source: WorldPod | undefined
  readonly destination: WorldPod | undefined
  readonly sourcePort: number
  readonly requestBytes: number
  readonly responseBytes: number
}

/** Connections live this long at most. */
const longestSeconds = 12

/** The connections of chosen calls that begin in a second of the epoch, as many as the call's counter grows in it. */
export function listConnections(
  { world, tree, pods }: { world: World; tree: CallTree; pods: PodIndex },
  slot: number,
  isChosen: (call: WorldCall) => boolean,
): Connection[] {
  if (slot * 1000 < world.startMs) return []
  const seconds = slot - world.startMs / 1000
  return tree.connections
    .filter(({ call }) => isChosen(call))
    .flatMap((own) => {
      const grown = (at: number) => Math.floor(own.call.perSecond * own.curve(at))
      const count = grown(seconds + 1) - grown(seconds)
      return Array.from({ length: count }, (_, turn) => drawConnection(own, pods, { slot, turn, count }))
    })
}

function drawConnection(
  { call, hash: callHash, outcomes }: TreeCall,
  pods: PodIndex,
  { slot, turn, count }: { slot: number; turn: number; count: number },
): Connection {
  const hash = mix(mix(callHash, slot), turn)
  const durationMs = 40 + drawShare(hash, purposes.latency) * longestSeconds * 1000
  let left = drawShare(hash, purposes.outcome)
  const outcome = outcomes.find(({ share }) => {
    left -= share
    return left < 0
  })
  // The bytes of a call are bytes a second, spread over its connections.
  const size = (bytes: number, purpose: number) =>
    Math.round((bytes / call.perSecond) * (0.5 + drawShare(hash, purpose)))
  return {
    call,
    flags: outcome?.flags ?? '-',
    ...(outcome?.details === undefined ? {} : { details: outcome.details }),
    startMs: (slot + (turn + drawShare(hash, purposes.moment)) / count) * 1000,
    durationMs,
    source: call.source && pods.pick(nameEnd(call.source), hash, purposes.sourcePod),
    destination: call.destination && pods.pick(nameEnd(call.destination), hash, purposes.destinationPod),
    sourcePort: 32_768 + drawIndex(hash, purposes.ports, 28_000),
    requestBytes: size(call.requestBytes, purposes.requestBytes),
    responseBytes: size(call.responseBytes, purposes.responseBytes),
  }
}
