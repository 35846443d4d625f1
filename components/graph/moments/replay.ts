/** A window that is played frame by frame. */
export interface Replay {
  /** Where it begins, RFC 3339 in UTC. */
  readonly start: string
  readonly seconds: number
}

/** Kiali's windows and step (GraphReplay): one frame each ten seconds. */
export const replayWindows = [60, 300, 600, 1_800] as const
export const frameSeconds = 10
/** Seconds of the viewer's time that one frame stays. */
export const replaySpeeds = [5, 3, 1] as const
export type ReplaySpeed = (typeof replaySpeeds)[number]
export const longestReplaySeconds = 6 * 3_600

/** `2026-11-21T07:00:00.000Z/10m` in seconds: `…/600`; undefined for anything else. */
export function parseReplay(text: string): Replay | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)\/(\d{2,5})$/.exec(text)
  const seconds = Number(match?.[2])
  const startMs = Date.parse(match?.[1] ?? '')
  if (!match?.[1] || !Number.isFinite(startMs)) return undefined
  if (seconds < frameSeconds || seconds > longestReplaySeconds) return undefined
  return { start: match[1], seconds }
}

export function formatReplay({ start, seconds }: Replay): string {
  return `${start}/${seconds}`
}

/** The moment of each frame, first to last. */
export function listFrames({ start, seconds }: Replay): readonly string[] {
  const startMs = Date.parse(start)
  const count = Math.floor(seconds / frameSeconds) + 1
  return Array.from({ length: count }, (_, at) => formatMoment(startMs + at * frameSeconds * 1_000))
}

/** Which frame stands at a moment: the nearest; the first when it is not known. */
export function findFrame(frames: readonly string[], at: string | undefined): number {
  const atMs = Date.parse(at ?? '')
  const startMs = Date.parse(frames[0] ?? '')
  if (!Number.isFinite(atMs) || !Number.isFinite(startMs)) return 0
  const index = Math.round((atMs - startMs) / (frameSeconds * 1_000))
  return Math.min(Math.max(index, 0), frames.length - 1)
}

/** A replay of `seconds` up to `endMs`, on whole frames of the clock, so that those who look at the same time share answers. */
export function buildReplay(endMs: number, seconds: number): Replay {
  const step = frameSeconds * 1_000
  return { start: formatMoment(Math.floor(endMs / step) * step - seconds * 1_000), seconds }
}

export function formatMoment(ms: number): string {
  return new Date(ms).toISOString()
}
