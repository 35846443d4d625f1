'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Section } from '#components/graph/panels/parts.tsx'
import { formatRate, formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { namespaceTraffic } from '#contract/overview.ts'

const TimeChart = lazy(async () => ({
  default: (await import('#components/ui/charts/time-chart.tsx')).TimeChart,
}))

/** Less than this is a few points and no line. */
const leastRangeSeconds = 600

/** How a namespace's requests and errors went until now. It is asked for, and its code loaded, when it is opened. */
export function NamespaceChart({ name }: { readonly name: string }) {
  const t = useTranslations('graph.chart')
  const [open, setOpen] = useState(false)
  return (
    <Section title={t('title')}>
      <Button aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('hide') : t('show')}
      </Button>
      {open ? <Chart name={name} /> : null}
    </Section>
  )
}

function Chart({ name }: { readonly name: string }) {
  const t = useTranslations('graph.chart')
  const format = useFormatter()
  const { view, ready } = useView()
  const live = useLiveCall(
    namespaceTraffic,
    { namespaces: name, rangeSeconds: Math.max(view.rangeSeconds, leastRangeSeconds) },
    { enabled: ready },
  )
  const answer = live.data
  if (!answer)
    return live.problem ? (
      <ProblemView problem={live.problem} part onRetry={live.askAgain} />
    ) : (
      <Skeleton className="h-36" />
    )
  const traffic = answer.namespaces.find((each) => each.namespace === name)
  const measured = traffic?.requestsPerSecond.filter((value) => value !== null) ?? []
  const window = formatWindow(answer.rangeSeconds)
  const words = {
    name,
    window,
    direction: traffic?.direction ?? 'in',
    now: formatRate(measured.at(-1) ?? 0),
    most: formatRate(Math.max(0, ...measured)),
  }
  const days = answer.rangeSeconds > 86_400
  return (
    <>
      {live.problem ? <ProblemView problem={live.problem} stale onRetry={live.askAgain} /> : null}
      <NoticeList notices={answer.notices} />
      {traffic && measured.length > 0 ? (
        <Suspense fallback={<Skeleton className="h-36" />}>
          <TimeChart
            label={t('label', words)}
            series={[
              { name: t('requests'), tone: 'main', values: traffic.requestsPerSecond },
              { name: t('errors'), tone: 'failing', values: traffic.errorsPerSecond },
            ]}
            stepSeconds={answer.stepSeconds}
            endMs={Date.parse(answer.asOf)}
            formatValue={formatRate}
            formatMoment={(ms) =>
              format.dateTime(ms, days ? { month: 'short', day: 'numeric' } : { timeStyle: 'short' })
            }
          />
          <p className="text-small text-muted">{t('label', words)}</p>
        </Suspense>
      ) : (
        <p className="text-muted">{t('none', { window })}</p>
      )}
    </>
  )
}
