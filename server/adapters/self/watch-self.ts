import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { ToldSetting } from '#server/config/tell-settings.ts'
import { isProblem, type Problem } from '#server/problem.ts'

/** A person who helps looks at the last hour, not at the last outage's thousands. */
const mostFailures = 50
/** Fine enough to see what a person feels, and a tenth of a second apart costs nothing. */
const delayResolutionMs = 100

/** What the process is and uses. */
export interface ProcessFacts {
  readonly node: string
  readonly platform: string
  readonly startedAtMs: number
  readonly memoryBytes: {
    readonly resident: number
    readonly heapUsed: number
    readonly heapLimit: number
    readonly external: number
  }
  readonly cpuSeconds: number
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

/** A question to a data source that failed, `count` times in a row in the same way. */
export interface UpstreamFailure {
  readonly atMs: number
  readonly adapter: string
  readonly verb: string
  readonly count: number
  readonly problem: Problem
}

/** What the console knows of itself. */
export interface SelfWatch {
  readonly settings: readonly ToldSetting[]
  /** Remembers the failure of a question; whatever is no Problem, such as an abort, is passed over. */
  noteFailure(facts: { readonly adapter: string; readonly verb: string; readonly error: unknown }): void
  /** Newest first. */
  failures(): readonly UpstreamFailure[]
  readProcess(): ProcessFacts
  close(): void
}

export function watchSelf(settings: readonly ToldSetting[]): SelfWatch {
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs })
  delay.enable()
  let failures: readonly UpstreamFailure[] = []
  return {
    settings,
    noteFailure: ({ adapter, verb, error }) => {
      if (!isProblem(error)) return
      const atMs = Date.now()
      const [last, ...others] = failures
      const isSame = last?.adapter === adapter && last.verb === verb && last.problem.code === error.code
      const next = { atMs, adapter, verb, count: isSame ? last.count + 1 : 1, problem: error }
      failures = [next, ...(isSame ? others : failures)].slice(0, mostFailures)
    },
    failures: () => failures,
    readProcess: () => {
      const { rss, heapUsed, external } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      // A timer is due after the resolution; what is measured is the whole time between two of its turns.
      const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - delayResolutionMs)
      const hasTurned = delay.count > 0
      return {
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
        startedAtMs: Date.now() - process.uptime() * 1_000,
        memoryBytes: {
          resident: rss,
          heapUsed,
          heapLimit: getHeapStatistics().heap_size_limit,
          external,
        },
        cpuSeconds: (user + system) / 1e6,
        eventLoopDelayMs: {
          p50: hasTurned ? late(delay.percentile(50)) : 0,
          p99: hasTurned ? late(delay.percentile(99)) : 0,
          max: hasTurned ? late(delay.max) : 0,
        },
      }
    },
    close: () => {
      delay.disable()
    },
  }
}
