import { cx } from '#components/ui/cx.ts'

/** Points of one line in a box of `width` by `height`; gaps (null) split it. Exported for its test. */
export function buildLines(
  values: readonly (number | null)[],
  top: number,
  width: number,
  height: number,
): string[] {
  const lines: string[] = []
  let line: string[] = []
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const scale = top > 0 ? (height - 2) / top : 0
  values.forEach((value, index) => {
    if (value === null) {
      if (line.length > 0) lines.push(line.join(' '))
      line = []
      return
    }
    line.push(`${round(index * step)},${round(height - 1 - value * scale)}`)
  })
  if (line.length > 0) lines.push(line.join(' '))
  // A lone measurement has no line; two equal points draw it as a dot.
  return lines.map((points) => (points.includes(' ') ? points : `${points} ${points}`))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/**
 * A small line of values over time with the failing part below it, both on one scale. It is an image with words: `label`
 * must say what the line says.
 */
export function Sparkline({
  label,
  values,
  errors,
  width = 120,
  height = 28,
  className,
}: {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly errors?: readonly (number | null)[]
  readonly width?: number
  readonly height?: number
  readonly className?: string
}) {
  const top = Math.max(0, ...values.map((value) => value ?? 0))
  const someErrors = errors?.some((value) => (value ?? 0) > 0) ? errors : []
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fill="none"
      strokeWidth={1.5}
      strokeLinecap="round"
      className={cx('block h-auto max-w-full border-b border-line', className)}
    >
      {buildLines(values, top, width, height).map((points) => (
        <polyline key={points} points={points} className="stroke-muted" />
      ))}
      {buildLines(someErrors, top, width, height).map((points) => (
        <polyline key={points} points={points} className="stroke-failing" />
      ))}
    </svg>
  )
}
