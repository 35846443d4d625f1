import { formatBytesRate, formatLatency, formatPercent, formatRate } from '#components/mesh/format.ts'
import type { Change, Difference, SideNumbers } from '#contract/graph-comparison.ts'

const arrow = ' → '

type Measure = 'errors' | 'latency' | 'traffic'

const measures: Readonly<Record<Change, Measure>> = {
  failing: 'errors',
  recovered: 'errors',
  slower: 'latency',
  faster: 'latency',
  appeared: 'traffic',
  vanished: 'traffic',
  more: 'traffic',
  less: 'traffic',
  same: 'traffic',
}

/** The two numbers that a change is about: `2.1% → 40%`, `12 ms → 80 ms`; of a side without traffic the other alone. */
export function formatDifference({ change, before, after }: Difference): string {
  const write = { errors: writeErrors, latency: writeLatency, traffic: writeTraffic }[measures[change]]
  const [was, is] = [write(before), write(after)]
  if (was === undefined || is === undefined) return was ?? is ?? ''
  return was === is ? is : `${was}${arrow}${is}`
}

export function writeErrors(numbers: SideNumbers | undefined): string | undefined {
  return numbers?.errorPercent === undefined ? undefined : formatPercent(numbers.errorPercent)
}

export function writeLatency(numbers: SideNumbers | undefined): string | undefined {
  return numbers?.latencyMs === undefined ? undefined : formatLatency(numbers.latencyMs)
}

export function writeTraffic(numbers: SideNumbers | undefined): string | undefined {
  if (numbers?.requestsPerSecond !== undefined) return formatRate(numbers.requestsPerSecond)
  return numbers?.bytesPerSecond === undefined ? undefined : formatBytesRate(numbers.bytesPerSecond)
}
