import type { LogLine } from '#server/adapters/kubernetes/logs/types.ts'

/** The longest line that is kept whole; the kubelet itself splits what a container writes at 16 KiB. */
export const longestLineBytes = 256 * 1024

const newline = 10
const carriageReturn = 13

/**
 * Cuts the body of `pods/log?timestamps=true` into lines as it arrives. Of a line over the limit the beginning is kept
 * and the rest counted, so that one line without end cannot fill the memory.
 */
export function createLineSplitter(limitBytes = longestLineBytes): {
  push(chunk: Buffer): LogLine[]
  /** What came after the last end of line; a log may end without one. */
  finish(): LogLine[]
} {
  let held: Buffer[] = []
  let heldBytes = 0
  let cutBytes = 0
  const hold = (piece: Buffer) => {
    const room = limitBytes - heldBytes
    if (piece.length > room) cutBytes += piece.length - Math.max(room, 0)
    if (room <= 0) return
    // A copy: the chunk it is a part of may be far larger, and would be kept alive by it.
    const kept = Buffer.from(piece.subarray(0, room))
    held.push(kept)
    heldBytes += kept.length
  }
  const release = (): LogLine => {
    const bytes = held.length === 1 ? held[0] : Buffer.concat(held)
    const line = parseLine(bytes ?? Buffer.alloc(0), cutBytes)
    held = []
    heldBytes = 0
    cutBytes = 0
    return line
  }
  return {
    push: (chunk) => {
      const lines: LogLine[] = []
      let start = 0
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const piece = chunk.subarray(start, end)
        start = end + 1
        if (heldBytes === 0 && piece.length <= limitBytes) lines.push(parseLine(piece, 0))
        else {
          hold(piece)
          lines.push(release())
        }
      }
      if (start < chunk.length) hold(chunk.subarray(start))
      return lines
    },
    finish: () => (heldBytes > 0 ? [release()] : []),
  }
}

/**
 * `2026-11-21T12:00:00.123456789Z text`. A stamp with the offset of a node's own time zone is told in UTC, so that stamps
 * of all nodes compare; a line without a stamp, as of a kubelet's own fault, has time ''.
 */
function parseLine(bytes: Buffer, cutBytes: number): LogLine {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length
  const line = bytes.toString('utf8', 0, end)
  const space = line.indexOf(' ')
  const stamp = space < 0 ? line : line.slice(0, space)
  const text = space < 0 ? '' : line.slice(space + 1)
  const time = readStamp(stamp)
  const parts = time === undefined ? { time: '', text: line } : { time, text }
  return cutBytes > 0 ? { ...parts, cutBytes } : parts
}

function readStamp(stamp: string): string | undefined {
  const [whole, seconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(stamp) ?? []
  if (whole === undefined || zone === 'Z') return whole
  const utc = new Date(`${seconds}${zone}`)
  return Number.isNaN(utc.getTime()) ? undefined : `${utc.toISOString().slice(0, 19)}${fraction}Z`
}
