import type { World, WorldCall, WorldPod } from '#demo/world/types.ts'

/** The mesh's traffic as it is and as it was. */
export interface MeshTraffic {
  /** Who calls whom at a moment, in milliseconds of the epoch. Equal traffic is the same object. */
  readCalls(timeMs: number): readonly WorldCall[]
  /** The pods that there are now. */
  readPods(): readonly WorldPod[]
  /** Hears of every change, after it is in effect. */
  onChange(listen: () => void): () => void
}

export interface TrafficHistory extends MeshTraffic {
  /** From a moment on it is this. */
  enter(fromMs: number, calls: readonly WorldCall[], pods: readonly WorldPod[]): void
}

/** Changes older than a day are forgotten: nothing tells of single requests so old. */
const rememberedMs = 86_400_000

export function createTrafficHistory(world: World, firstPods: readonly WorldPod[]): TrafficHistory {
  const epochs: { fromMs: number; calls: readonly WorldCall[] }[] = [
    { fromMs: Number.NEGATIVE_INFINITY, calls: world.calls },
  ]
  const listeners = new Set<() => void>()
  let pods = firstPods
  return {
    readCalls: (timeMs) => epochs.findLast(({ fromMs }) => fromMs <= timeMs)?.calls ?? world.calls,
    readPods: () => pods,
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    enter: (fromMs, calls, now) => {
      pods = now
      epochs.push({ fromMs, calls })
      while (epochs.length > 2 && (epochs[1]?.fromMs ?? fromMs) < fromMs - rememberedMs) epochs.splice(1, 1)
      for (const listen of listeners) listen()
    },
  }
}
