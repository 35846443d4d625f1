import type { LogLine } from '#contract/logs.ts'

interface Timed {
  readonly line: LogLine
}

/** A line that is later than so many others stays behind them: clocks of nodes may differ by minutes. */
const farthestBack = 5_000

/**
 * By the kubelet's stamps: UTC, each with as many digits of the second as it needs. A line without a stamp keeps its place.
 */
export function compareTimes({ line: a }: Timed, { line: b }: Timed): number {
  if (a.time === '' || b.time === '') return 0
  const [left, right] = [a.time.replace('Z', ''), b.time.replace('Z', '')]
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Adds sorted entries to a sorted list in place, at their times; equal times stay in the order in which they came.
 * Returns the index of the first place that changed.
 */
export function mergeTail<Entry extends Timed>(list: Entry[], added: readonly Entry[]): number {
  const [first] = added
  if (!first) return list.length
  let from = list.length
  const least = Math.max(0, list.length - farthestBack)
  while (from > least && isLater(list[from - 1], first)) from -= 1
  if (from === list.length) {
    for (const entry of added) list.push(entry)
    return from
  }
  const tail = list.splice(from)
  let next = 0
  for (const entry of added) {
    for (let known = tail[next]; known && !isLater(known, entry); known = tail[next]) {
      list.push(known)
      next += 1
    }
    list.push(entry)
  }
  for (const known of tail.slice(next)) list.push(known)
  return from
}

function isLater(known: Timed | undefined, added: Timed): boolean {
  return known !== undefined && compareTimes(known, added) > 0
}
