import type { StoryStart } from '#demo/world/requests/identify.ts'
import type { WorldCall, WorldPod } from '#demo/world/types.ts'

/**
 * One request of the imagined mesh. Metrics count it, access logs and applications write it down, traces tell it: all
 * from this.
 */
export interface WorldRequest {
  /** The state that everything about it is drawn from. */
  readonly hash: number
  readonly start: StoryStart
  readonly story: number
  readonly sampled: boolean
  readonly call: WorldCall
  /** What the client's proxy reports: another call where it sees only the waypoint. */
  readonly clientCall: WorldCall
  readonly outcome: WorldCall['outcomes'][number]
  /** As the server measures: the client's proxy waits a little longer. Milliseconds, with fractions. */
  readonly startMs: number
  readonly durationMs: number
  readonly requestBytes: number
  readonly responseBytes: number
  readonly source: WorldPod | undefined
  readonly destination: WorldPod | undefined
  readonly waypoint: WorldPod | undefined
  /** Only its client has it so: the server has its tries, which are its children. */
  readonly isTried: boolean
  /** Requests that its server makes to answer it, in the order of their beginning. */
  readonly children: readonly WorldRequest[]
}

/** The way there and back makes a request this much longer for its client. */
export const networkShare = 1.05

export function readClientSpan({ startMs, durationMs }: WorldRequest): {
  startMs: number
  durationMs: number
} {
  const added = durationMs * (networkShare - 1)
  return { startMs: startMs - added / 2, durationMs: durationMs + added }
}

const neverSent = new Set(['UH', 'UF', 'NC', 'NR', 'UO', 'FI', 'RL', 'UAEX'])

/** Whether the request reached the server: these flags are of answers that the client's own proxy gives. */
export function hasArrived(call: WorldCall, { flags }: { readonly flags: string }): boolean {
  return call.destination !== undefined && !flags.split(',').some((flag) => neverSent.has(flag))
}

/** 0 for an answer as wished, 1 for a fault of the client's, 2 for a failure. */
export function weighOutcome({ code, grpcStatus, flags }: WorldCall['outcomes'][number]): 0 | 1 | 2 {
  const failed = code.startsWith('5') || code === '0' || !['0', undefined].includes(grpcStatus)
  if (failed || (flags !== '-' && flags !== 'DI')) return 2
  return code.startsWith('4') ? 1 : 0
}
