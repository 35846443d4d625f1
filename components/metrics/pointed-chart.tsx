'use client'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { formatLatency } from '#components/mesh/format.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { LinkedChart } from '#components/ui/charts/linked-chart.tsx'
import type { MetricPoints } from '#contract/metric-points.ts'

type ChartProps = Omit<ComponentProps<typeof LinkedChart>, 'points' | 'onOpenPoint'>

/** A chart of lines, with single requests over it where there are any: a press opens the trace of one. */
export function PointedChart({
  answer,
  ...chart
}: ChartProps & { readonly answer: MetricPoints | undefined }) {
  return answer ? <WithPoints answer={answer} {...chart} /> : <LinkedChart {...chart} />
}

function WithPoints({ answer, ...chart }: ChartProps & { readonly answer: MetricPoints }) {
  const t = useTranslations('metrics.points')
  const router = useRouter()
  const { viewQuery } = useView()
  const points = answer.points.map(({ at, durationMs, traceId, source, failed }) => ({
    id: `${traceId} ${at} ${durationMs}`,
    traceId,
    atMs: Date.parse(at),
    value: durationMs,
    failed,
    faint: source === 'exemplar',
    title: t('item', {
      duration: formatLatency(durationMs),
      moment: chart.formatWhole(Date.parse(at)),
      failed: failed ? 'yes' : 'no',
      source,
    }),
  }))
  const traces = new Map(points.map(({ id, traceId }) => [id, traceId]))
  return (
    <LinkedChart
      {...chart}
      points={points}
      onOpenPoint={({ id }) => router.push(paths.trace(traces.get(id) ?? '', viewQuery))}
    />
  )
}
