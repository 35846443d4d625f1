'use client'
import { useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  type MouseHandlerDataParam,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
} from 'recharts'
import { drawAxes } from '#components/ui/charts/draw-axes.tsx'
import type { LineLook } from '#components/ui/charts/line-look.ts'

export interface LinkedLine {
  readonly name: string
  readonly look: LineLook
  /** Oldest first, one per step; null where nothing was measured. */
  readonly values: readonly (number | null)[]
  /** Of an earlier time, drawn as a shadow under its own value. */
  readonly previous?: readonly (number | null)[] | undefined
}

/** A single thing at a moment, with a value on the lines' scale. */
export interface LinkedPoint {
  readonly id: string
  readonly atMs: number
  readonly value: number
  /** Drawn as a cross, which is told from a dot without colour. */
  readonly failed: boolean
  /** Drawn hollow. */
  readonly faint: boolean
  readonly title: string
}

/** Something that happened, whatever the lines' scale. */
export interface LinkedMark {
  readonly id: string
  readonly atMs: number
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
  readonly points?: readonly LinkedPoint[]
  readonly onOpenPoint?: (point: LinkedPoint) => void
  /** Each a line from top to bottom; who uses it lists the same in words. */
  readonly marks?: readonly LinkedMark[] | undefined
  /** What a person drew across. */
  readonly onSelectRange: (fromMs: number, toMs: number) => void
}

/**
 * Lines over time that share their crosshair with other charts; drawing across it chooses a range. The package behind it is
 * large: load this file on first use.
 */
export function LinkedChart(props: LinkedChartProps) {
  const { label, lines, link, points = [], marks = [], onOpenPoint, onSelectRange, ...texts } = props
  const { drawn, ...handlers } = useDrawnRange(onSelectRange)
  return (
    <div role="img" aria-label={label} className="h-44 w-full cursor-crosshair select-none">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 300, height: 176 }}>
        <LineChart
          data={buildPoints(lines, texts.startMs, texts.stepSeconds)}
          accessibilityLayer={false}
          margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
          syncId={link}
          syncMethod="value"
          {...handlers}
        >
          <CartesianGrid vertical={false} stroke="var(--border)" />
          {drawAxes({ ...texts, minTickGap: 40, valueWidth: 64 })}
          {drawCrosshair(texts)}
          {lines.map(drawShadow)}
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
          {points.map((point) => drawPoint(point, onOpenPoint))}
          {marks.map(({ id, atMs }) => (
            <ReferenceLine
              key={id}
              x={atMs}
              stroke="var(--text)"
              strokeDasharray="2 3"
              label={{ value: '▾', position: 'insideTop', fill: 'var(--text)', fontSize: 14 }}
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

type Texts = Pick<LinkedChartProps, 'formatValue' | 'formatMoment' | 'formatWhole'>

/** What a person draws across the chart, told when the press ends. */
function useDrawnRange(onSelectRange: LinkedChartProps['onSelectRange']) {
  const [drawn, setDrawn] = useState<{ readonly from: number; readonly to: number }>()
  return {
    drawn,
    onMouseDown: ({ activeLabel }: MouseHandlerDataParam) => {
      const at = Number(activeLabel)
      if (Number.isFinite(at)) setDrawn({ from: at, to: at })
    },
    onMouseMove: ({ activeLabel }: MouseHandlerDataParam) => {
      const at = Number(activeLabel)
      if (drawn && Number.isFinite(at)) setDrawn({ from: drawn.from, to: at })
    },
    onMouseUp: () => {
      if (drawn && drawn.from !== drawn.to)
        onSelectRange(Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to))
      setDrawn(undefined)
    },
    onMouseLeave: () => setDrawn(undefined),
  }
}

function drawCrosshair({ formatWhole, formatValue }: Texts) {
  return (
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
  )
}

/** The scale grows with the points: the slowest are what they are looked for. */
function drawPoint(point: LinkedPoint, onOpen: LinkedChartProps['onOpenPoint']) {
  return (
    <ReferenceDot
      key={point.id}
      x={point.atMs}
      y={point.value}
      r={4}
      ifOverflow="extendDomain"
      shape={({ cx = 0, cy = 0 }) => <Mark cx={cx} cy={cy} point={point} onOpen={onOpen} />}
    />
  )
}

function Mark({
  cx,
  cy,
  point,
  onOpen,
}: {
  readonly cx: number
  readonly cy: number
  readonly point: LinkedPoint
  readonly onOpen: LinkedChartProps['onOpenPoint']
}) {
  const cross = `M${cx - 4} ${cy - 4}l8 8m0 -8l-8 8`
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: an image's part; who uses it lists the same as links.
    <g className="cursor-pointer" onClick={() => onOpen?.(point)}>
      <title>{point.title}</title>
      <circle cx={cx} cy={cy} r={8} fill="transparent" />
      {point.failed ? (
        <path d={cross} stroke="var(--health-failing)" strokeWidth={2} fill="none" />
      ) : (
        <circle
          cx={cx}
          cy={cy}
          r={3.5}
          stroke="var(--accent)"
          fill={point.faint ? 'var(--surface)' : 'var(--accent)'}
          fillOpacity={point.faint ? 1 : 0.6}
        />
      )}
    </g>
  )
}

/** An earlier time's values: fainter than their own line, and told by no crosshair. */
function drawShadow({ name, look, previous }: LinkedLine, index: number) {
  if (!previous) return null
  return (
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
