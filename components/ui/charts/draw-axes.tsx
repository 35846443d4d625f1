import { XAxis, YAxis } from 'recharts'

interface Axes {
  readonly formatMoment: (ms: number) => string
  readonly formatValue: (value: number) => string
  /** Pixels that lie at least between two moments. */
  readonly minTickGap: number
  /** Of the words of values, in pixels. */
  readonly valueWidth: number
}

/** Time from left to right and one scale from zero, for charts of points with `atMs`. Called, not mounted: Recharts looks for its own parts. */
export function drawAxes({ formatMoment, formatValue, minTickGap, valueWidth }: Axes) {
  const tick = { fill: 'var(--text-muted)', fontSize: 12 }
  return (
    <>
      <XAxis
        dataKey="atMs"
        type="number"
        domain={['dataMin', 'dataMax']}
        tickFormatter={formatMoment}
        tick={tick}
        tickLine={false}
        stroke="var(--border)"
        minTickGap={minTickGap}
      />
      <YAxis
        domain={[0, 'auto']}
        tickCount={4}
        width={valueWidth}
        tickFormatter={formatValue}
        tick={tick}
        tickLine={false}
        axisLine={false}
      />
    </>
  )
}
