'use client'
import { useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { LineLook } from '#components/ui/charts/line-look.ts'

export interface LinkedLine {
  readonly name: string
  readonly look: LineLook
  /** Oldest first, one per step; null where nothing was measured. */
  readonly values: readonly (number | null)[]
  /** Of an earlier time, drawn as a shadow under its own value. */
  readonly previous?: readonly (number | null)[] | undefined
}

interface LinkedChartProps {
  /** Must say what the lines say. */
  readonly label: string
  readonly lines: readonly LinkedLine[]
  readonly startMs: number
  readonly stepSeconds: number
  /** Charts of one name move their crosshairs together. */
  readonly link: string
  readonly formatValue: (value: number) => string
  readonly formatMoment: (ms: number) => string
  /** How a moment is written where there is room. */
  readonly formatWhole: (ms: number) => string
  /** What a person drew across. */
  readonly onSelectRange: (fromMs: number, toMs: number) => void
}

const tick = { fill: 'var(--text-muted)', fontSize: 12 }

/**
 * Lines over time that share their crosshair with other charts; drawing across it chooses a range. The package behind it is
 * large: load this file on first use.
 */
export function LinkedChart({ label, lines, link, onSelectRange, ...props }: LinkedChartProps) {
  const { startMs, stepSeconds, formatValue, formatMoment, formatWhole } = props
  const [drawn, setDrawn] = useState<{ readonly from: number; readonly to: number }>()
  const finish = () => {
    if (drawn && drawn.from !== drawn.to)
      onSelectRange(Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to))
    setDrawn(undefined)
  }
  return (
    <div role="img" aria-label={label} className="h-44 w-full cursor-crosshair select-none">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 300, height: 176 }}>
        <LineChart
          data={buildPoints(lines, startMs, stepSeconds)}
          accessibilityLayer={false}
          margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          syncId={link}
          syncMethod="value"
          onMouseDown={({ activeLabel }) =>
            activeLabel === undefined
              ? undefined
              : setDrawn({ from: Number(activeLabel), to: Number(activeLabel) })
          }
          onMouseMove={({ activeLabel }) =>
            drawn && activeLabel !== undefined
              ? setDrawn({ from: drawn.from, to: Number(activeLabel) })
              : undefined
          }
          onMouseUp={finish}
          onMouseLeave={() => setDrawn(undefined)}
        >
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={formatMoment}
            tick={tick}
            tickLine={false}
            stroke="var(--border)"
            minTickGap={40}
          />
          <YAxis
            domain={[0, 'auto']}
            tickCount={4}
            width={64}
            tickFormatter={formatValue}
            tick={tick}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--border-strong)' }}
            labelFormatter={(at) => formatWhole(Number(at))}
            formatter={(value) => formatValue(Number(value))}
            allowEscapeViewBox={{ x: false, y: true }}
            contentStyle={{
              background: 'var(--surface-raised)',
              borderColor: 'var(--border)',
              borderRadius: 6,
              fontSize: 12,
            }}
            wrapperStyle={{ zIndex: 10 }}
            itemStyle={{ color: 'var(--text)', padding: 0 }}
          />
          {lines.map(({ name, look, previous }, index) =>
            previous ? (
              <Line
                key={`previous ${name}`}
                dataKey={`previous.${index}`}
                stroke={look.stroke}
                strokeOpacity={0.35}
                strokeWidth={1}
                tooltipType="none"
                dot={false}
                activeDot={false}
                isAnimationActive={false}
              />
            ) : null,
          )}
          {lines.map(({ name, look }, index) => (
            <Line
              key={name}
              name={name}
              dataKey={`values.${index}`}
              {...look}
              strokeWidth={1.5}
              dot={false}
              isAnimationActive={false}
            />
          ))}
          {drawn && drawn.from !== drawn.to ? (
            <ReferenceArea x1={drawn.from} x2={drawn.to} fill="var(--accent)" fillOpacity={0.15} />
          ) : null}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

/** One point a step, with a value of each line and of its shadow. */
function buildPoints(lines: readonly LinkedLine[], startMs: number, stepSeconds: number) {
  const steps = Math.max(0, ...lines.map(({ values }) => values.length))
  return Array.from({ length: steps }, (_, index) => ({
    atMs: startMs + index * stepSeconds * 1_000,
    values: lines.map(({ values }) => values[index] ?? null),
    previous: lines.map(({ previous }) => previous?.[index] ?? null),
  }))
}
