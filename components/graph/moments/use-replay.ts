'use client'
import { useEffect, useMemo, useState } from 'react'
import { findFrame, listFrames } from '#components/graph/moments/replay.ts'
import type { GraphState } from '#components/graph/url.ts'
import { type GraphAnswer, keptPastMs } from '#components/graph/use-graph-answer.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { usePrefetch } from '#components/query/use-prefetch.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'

/** Frames asked for ahead of the one in sight. */
const framesAhead = 3

export interface ReplayControls {
  readonly frames: readonly string[]
  readonly index: number
  readonly playing: boolean
  readonly play: () => void
  readonly pause: () => void
  /** To a frame, by its number; ends at the first and the last. */
  readonly goTo: (index: number) => void
}

/**
 * Plays a window: the frame in sight stays until the next one has come and its time is over, so that a slow Prometheus
 * makes the replay slow and never makes it skip. The next frames are asked for meanwhile.
 */
export function useReplay(
  { replay, at, speed }: Pick<GraphState, 'replay' | 'at' | 'speed'>,
  change: ChangeGraph,
  { live, input }: Pick<GraphAnswer, 'live' | 'input'>,
): ReplayControls {
  const frames = useMemo(() => (replay ? listFrames(replay) : []), [replay])
  const index = findFrame(frames, at)
  const last = frames.length - 1
  const [wanted, setWanted] = useState(false)
  const playing = wanted && replay !== undefined && index < last && live.problem === undefined
  const prefetch = usePrefetch()

  useEffect(() => {
    if (frames.length === 0) return
    for (const frame of frames.slice(index + 1, index + 1 + framesAhead))
      prefetch(trafficGraph, { ...input, at: frame }, keptPastMs)
  }, [frames, index, input, prefetch])

  const arrived = live.data !== undefined && !live.previous
  const next = frames[index + 1]
  useEffect(() => {
    if (!playing || !arrived || next === undefined) return
    const timer = setTimeout(() => change({ at: next }), speed * 1_000)
    return () => clearTimeout(timer)
  }, [playing, arrived, next, speed, change])

  const goTo = (to: number) => change({ at: frames[Math.min(Math.max(to, 0), last)] })
  return {
    frames,
    index,
    playing,
    play: () => {
      if (index >= last) goTo(0)
      setWanted(true)
    },
    pause: () => setWanted(false),
    goTo: (to) => {
      setWanted(false)
      goTo(to)
    },
  }
}
