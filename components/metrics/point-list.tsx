'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatLatency } from '#components/mesh/format.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { FailingIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import type { MetricPoints } from '#contract/metric-points.ts'

interface PointListProps {
  readonly answer: MetricPoints
  readonly formatWhole: (ms: number) => string
}

/** The chart's points as links, for who cannot press a point: the slowest first. */
export function PointList({ answer, formatWhole }: PointListProps) {
  const t = useTranslations('metrics.points')
  const { points } = answer
  const failed = points.filter((point) => point.failed).length
  const label = t('list', { count: points.length, failed })
  if (points.length === 0) return <p className="px-1.5 text-small text-muted">{label}</p>
  return (
    <Popover label={label} size="inline" content={() => <List answer={answer} formatWhole={formatWhole} />}>
      {label}
    </Popover>
  )
}

function List({ answer: { points, unshown }, formatWhole }: PointListProps) {
  const t = useTranslations('metrics.points')
  const { viewQuery } = useView()
  const slowest = [...points].sort((a, b) => b.durationMs - a.durationMs)
  return (
    <div className="max-w-[min(24rem,90vw)] space-y-2 p-3">
      <p className="text-small text-muted">{t('hint')}</p>
      <ul className="max-h-72 overflow-y-auto">
        {slowest.map(({ at, durationMs, traceId, source, failed }) => (
          <li key={`${traceId} ${at} ${durationMs}`}>
            <Link
              href={paths.trace(traceId, viewQuery)}
              prefetch={false}
              className="tabular flex items-center gap-1.5 py-0.5 text-accent hover:underline"
            >
              {failed ? <FailingIcon size={14} className="shrink-0 text-failing" /> : null}
              {t('item', {
                duration: formatLatency(durationMs),
                moment: formatWhole(Date.parse(at)),
                failed: failed ? 'yes' : 'no',
                source,
              })}
            </Link>
          </li>
        ))}
      </ul>
      {unshown > 0 ? <p className="text-small text-muted">{t('unshown', { count: unshown })}</p> : null}
    </div>
  )
}
