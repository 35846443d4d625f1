import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { compareStamps, createSeenLines, followLog } from '#server/adapters/kubernetes/logs/follow-log.ts'
import { readLog } from '#server/adapters/kubernetes/logs/read-log.ts'
import type { LogFollower, LogLine, LogStart, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'
import { problemOf } from '#server/adapters/kubernetes/problems.ts'
import type { Problem } from '#server/problem.ts'

/** Kept of each followed log for those who join later. */
const keptLines = 5_000
const keptBytes = 2 * 1024 * 1024
/** New lines that may wait for one follower until the ones from before are read. */
const waitingLimitBytes = 8 * 1024 * 1024
/** A tab that is reloaded comes back within this; its stream is not opened anew. */
const lingerMs = 2_000

/** Streams of logs, each opened once per viewer and container however many follow it. */
export interface SharedFollows {
  /** Tells the newest `tailLines` lines, none before `sinceTime`, and then each new one. Returns its own end. */
  join(connection: Connection, target: LogTarget, from: LogStart, follower: LogFollower): () => void
  /** Streams open now. */
  count(): number
  close(): void
}

interface Shared {
  readonly followers: Set<LogFollower>
  readonly stop: AbortController
  /** The newest lines, oldest first. */
  kept: LogLine[]
  bytes: number
  /** What the first one asked for: as far back as `kept` can reach before anything was dropped from it. */
  readonly from: LogStart
  dropped: boolean
  state: 'open' | 'waiting'
  problem: Problem | undefined
  linger?: NodeJS.Timeout
}

export function shareFollows(): SharedFollows {
  const open = new Map<string, Shared>()
  const forget = (key: string, shared: Shared) => {
    if (open.get(key) === shared) open.delete(key)
    clearTimeout(shared.linger)
    shared.stop.abort()
  }
  return {
    join: (connection, target, from, follower) => {
      const key = [connection.identity, target.namespace, target.pod, target.container].join('/')
      const known = open.get(key)
      clearTimeout(known?.linger)
      const shared = known ?? begin(connection, target, from, (ended) => forget(key, ended))
      open.set(key, shared)
      const joined = known ? joinKnown(known, { connection, target, from }, follower) : follower
      shared.followers.add(joined)
      return () => {
        shared.followers.delete(joined)
        if (shared.followers.size === 0)
          shared.linger = setTimeout(() => forget(key, shared), lingerMs).unref()
      }
    },
    count: () => open.size,
    close: () => {
      for (const [key, shared] of [...open]) forget(key, shared)
    },
  }
}

function begin(
  connection: Connection,
  target: LogTarget,
  from: LogStart,
  ended: (shared: Shared) => void,
): Shared {
  const shared: Shared = {
    from,
    followers: new Set(),
    stop: new AbortController(),
    kept: [],
    bytes: 0,
    dropped: false,
    state: 'waiting',
    problem: undefined,
  }
  const each = (tell: (follower: LogFollower) => void) => {
    for (const follower of [...shared.followers]) tell(follower)
  }
  const follower: LogFollower = {
    lines: (lines) => {
      keep(shared, lines)
      each((one) => one.lines(lines))
    },
    state: (state, problem) => {
      shared.state = state
      shared.problem = problem
      each((one) => one.state(state, problem))
    },
    end: (problem) => {
      each((one) => one.end(problem))
      ended(shared)
    },
  }
  // Begun a turn later, so that whoever asked is among the followers before anything is told.
  queueMicrotask(() => {
    followLog(connection, target, from, follower, shared.stop.signal).catch((error) =>
      follower.end(problemOf(error)),
    )
  })
  return shared
}

function keep(shared: Shared, lines: readonly LogLine[]): void {
  shared.kept.push(...lines)
  for (const { text } of lines) shared.bytes += text.length
  if (shared.kept.length <= keptLines && shared.bytes <= keptBytes) return
  // Cut to three quarters at once: cutting line by line would move the whole list for each.
  let from = Math.max(0, shared.kept.length - keptLines * 0.75)
  let bytes = 0
  for (let at = shared.kept.length - 1; at >= from; at -= 1) {
    bytes += shared.kept[at]?.text.length ?? 0
    if (bytes > keptBytes * 0.75) from = at + 1
  }
  shared.kept = shared.kept.slice(from)
  shared.bytes = shared.kept.reduce((sum, { text }) => sum + text.length, 0)
  shared.dropped = true
}

/** What is kept is told at once; what lies before it is read, while new lines wait their turn. Returns who was added. */
function joinKnown(
  shared: Shared,
  asked: { connection: Connection; target: LogTarget; from: LogStart },
  follower: LogFollower,
): LogFollower {
  if (!reachesBack(shared, asked.from)) return joinBehind(shared, asked, follower)
  const { tailLines, sinceTime } = asked.from
  shared.followers.add(follower)
  follower.state(shared.state, shared.problem)
  const recent =
    sinceTime === undefined ? shared.kept : shared.kept.filter((line) => !isBefore(line, sinceTime))
  const tail = tailLines > 0 ? recent.slice(-tailLines) : []
  if (tail.length > 0) follower.lines(tail)
  return follower
}

/** Whether all that is asked for is among what is kept. */
function reachesBack({ kept, dropped, from }: Shared, { tailLines, sinceTime }: LogStart): boolean {
  if (kept.length >= tailLines) return true
  const [first] = kept
  if (sinceTime !== undefined && first && isBefore(first, sinceTime)) return true
  return !dropped && from.sinceTime === undefined && from.tailLines >= tailLines
}

function isBefore({ time }: LogLine, sinceTime: string): boolean {
  return time !== '' && compareStamps(time, sinceTime) < 0
}

function joinBehind(
  shared: Shared,
  { connection, target, from }: { connection: Connection; target: LogTarget; from: LogStart },
  follower: LogFollower,
): LogFollower {
  const waiting: LogLine[] = [...shared.kept]
  const first = waiting[0]?.time
  const seen = createSeenLines()
  let waitingBytes = shared.bytes
  let isReading = true
  const tellNew = (lines: readonly LogLine[]) => {
    const fresh = seen.keepNew(lines)
    if (fresh.length > 0) follower.lines(fresh)
  }
  /** From here on new lines are told as they come. */
  const goOn = (before: readonly LogLine[]) => {
    isReading = false
    follower.state(shared.state, shared.problem)
    tellNew(first === undefined ? before : before.filter(({ time }) => compareStamps(time, first) < 0))
    // Where nothing was kept the stream may yet bring lines that were just read.
    if (first === undefined) seen.restart()
    tellNew(waiting.splice(0))
  }
  const late: LogFollower = {
    lines: (lines) => {
      if (!isReading) return tellNew(lines)
      waiting.push(...lines)
      for (const { text } of lines) waitingBytes += text.length
      // New lines come first: those from before are given up where they take too long.
      if (waitingBytes > waitingLimitBytes) goOn([])
    },
    state: follower.state,
    end: follower.end,
  }
  shared.followers.add(late)
  readLog(connection, target, from, shared.stop.signal)
    // That older lines cannot be had is no reason to withhold the new ones.
    .catch((): readonly LogLine[] => [])
    .then((lines) => {
      if (isReading) goOn(lines)
    })
  return late
}
