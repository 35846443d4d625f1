import type { Problem } from '#server/problem.ts'

/** One container's log. */
export interface LogTarget {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

export interface LogLine {
  /** RFC 3339 with nanoseconds, as the kubelet stamped it. */
  readonly time: string
  /** Without its end of line; bytes that are no UTF-8 are U+FFFD. */
  readonly text: string
  /** Bytes of an overlong line that were left out at its end. */
  readonly cutBytes?: number
}

/** Where the reading of a log begins. */
export interface LogStart {
  /** The newest lines, at most so many. */
  readonly tailLines: number
  /** RFC 3339; lines of older seconds are left out. */
  readonly sinceTime?: string
}

export interface LogQuestion extends LogStart {
  /** The container that ran before the present one. */
  readonly previous?: boolean
}

/** What a follower of a log is told; each call is synchronous and must not throw. */
export interface LogFollower {
  lines(lines: readonly LogLine[]): void
  /** `waiting`: not to be had now, for the reason given or because the container ended; it is asked for again. */
  state(state: 'open' | 'waiting', problem?: Problem): void
  /** Nothing more will come: the pod is gone, or its log may not be read. */
  end(problem: Problem): void
}
