import type { ProcessState } from '#server/adapters/process-state.ts'
import { findSession } from '#server/http/session.ts'
import { Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/** A browser opens six connections to one origin, and a tab holds one or two streams: this is a room full of tabs. */
export const streamsPerSession = 32
/** Proxies drop connections that are silent for 30 to 60 s; the session is looked at again at each beat. */
export const heartbeatMs = 15_000

export const eventStreamHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  // no-transform: a compressor in between would hold events back.
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** Counts the stream for its session; returns the undo. Throws when the session holds too many, or the process drains. */
export function takePlace(state: ProcessState, { id }: ViewerSession): () => void {
  if (state.draining.aborted) throw new Problem({ kind: 'unavailable', code: 'draining' })
  const open = state.streams.get(id) ?? 0
  if (open >= streamsPerSession)
    throw new Problem({ kind: 'refused', code: 'too-many-streams', params: { limit: streamsPerSession } })
  state.streams.set(id, open + 1)
  state.meter.changeStreams(1)
  let held = true
  return () => {
    if (!held) return
    held = false
    const left = (state.streams.get(id) ?? 1) - 1
    if (left > 0) state.streams.set(id, left)
    else state.streams.delete(id)
    state.meter.changeStreams(-1)
  }
}

/** Whether the request would still be answered as the same viewer. */
export async function stillHolds(
  headers: Headers,
  state: ProcessState,
  { viewer }: ViewerSession,
): Promise<boolean> {
  try {
    return (await findSession(headers, state)).viewer.identity === viewer.identity
  } catch {
    return false
  }
}
