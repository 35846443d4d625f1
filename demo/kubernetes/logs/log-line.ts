/** One line of a container's output, and when it was written, in milliseconds of the epoch with fractions. */
export interface LogLine {
  readonly timeMs: number
  readonly text: string
}

/**
 * A moment as the kubelet puts it before a line: RFC 3339 with nine digits of a second
 * (pkg/kubelet/kuberuntime/logs, timeFormatOut).
 */
export function formatLogTime(timeMs: number): string {
  const whole = Math.floor(timeMs)
  const nanos = Math.floor((timeMs - whole) * 1e6)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(nanos).padStart(6, '0')}Z`
}
