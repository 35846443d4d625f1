'use client'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip } from 'recharts'
import { drawAxes } from '#components/ui/charts/draw-axes.tsx'

/** Dashes beside colour: a line must be told from another without either. */
const looks = {
  main: { stroke: 'var(--accent)', strokeDasharray: '0' },
  failing: { stroke: 'var(--health-failing)', strokeDasharray: '4 2' },
  low: { stroke: 'var(--text-muted)', strokeDasharray: '1 2' },
  high: { stroke: 'var(--text)', strokeDasharray: '6 2' },
  mean: { stroke: 'var(--text-muted)', strokeDasharray: '6 2 1 2' },
} as const

export interface TimeSeries {
  readonly name: string
  readonly tone: keyof typeof looks
  /** Oldest first, one per step; null where nothing was measured. */
  readonly values: readonly (number | null)[]
}

interface TimeChartProps {
  readonly label: string
  readonly series: readonly TimeSeries[]
  readonly stepSeconds: number
  readonly endMs: number
  readonly formatValue: (value: number) => string
  readonly formatMoment: (ms: number) => string
  /** Names each line under the chart, beside a piece of it. */
  readonly legend?: boolean
}

/**
 * Lines over time, on one scale from zero. It is an image with words: `label` must say what the lines say. `endMs` is the
 * moment of the last value. The package behind it is large: load this file on first use.
 */
export function TimeChart({ legend = false, ...props }: TimeChartProps) {
  return (
    <>
      <Lines {...props} />
      {legend ? <Legend series={props.series} /> : null}
    </>
  )
}

function Lines({
  label,
  series,
  stepSeconds,
  endMs,
  formatValue,
  formatMoment,
}: Omit<TimeChartProps, 'legend'>) {
  const points = buildPoints(series, stepSeconds, endMs)
  return (
    <div role="img" aria-label={label} className="h-36 w-full">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 300, height: 144 }}>
        <LineChart data={points} accessibilityLayer={false} margin={{ top: 6, right: 6, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          {drawAxes({ formatMoment, formatValue, minTickGap: 32, valueWidth: 58 })}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--border-strong)' }}
            labelFormatter={(at) => formatMoment(Number(at))}
            formatter={(value) => formatValue(Number(value))}
            contentStyle={{ background: 'var(--surface-raised)', borderColor: 'var(--border)', fontSize: 12 }}
            itemStyle={{ color: 'var(--text)', padding: 0 }}
          />
          {series.map(({ name, tone }, index) => (
            <Line
              key={name}
              name={name}
              dataKey={`values.${index}`}
              {...looks[tone]}
              strokeWidth={1.5}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

/** One point a step, with a value of each series. */
function buildPoints(series: readonly TimeSeries[], stepSeconds: number, endMs: number) {
  const steps = Math.max(0, ...series.map(({ values }) => values.length))
  return Array.from({ length: steps }, (_, index) => ({
    atMs: endMs - (steps - 1 - index) * stepSeconds * 1_000,
    values: series.map(({ values }) => values[index] ?? null),
  }))
}

function Legend({ series }: Pick<TimeChartProps, 'series'>) {
  return (
    <ul className="flex flex-wrap gap-x-3 text-small text-muted">
      {series.map(({ name, tone }) => (
        <li key={name} className="inline-flex items-center gap-1.5">
          <svg viewBox="0 0 20 4" width={20} height={4} aria-hidden>
            <path d="M0 2h20" {...looks[tone]} strokeWidth={2} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}
