'use client'
import { useTranslations } from 'next-intl'
import { formatRate, formatWindow } from '#components/mesh/format.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { EdgeItem } from '#components/security/what-if/edge-item.tsx'
import type { WhatIf } from '#components/security/what-if/use-what-if.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { AccessIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { whatIfEffectSchema } from '#contract/what-if.ts'

/** What would become of the traffic that was seen. */
export function WhatIfAnswer({
  live,
  answer,
  current,
}: {
  readonly live: LiveCall<WhatIf>
  /** Undefined before anything was asked. */
  readonly answer: WhatIf | undefined
  /** It is about the text as it stands. */
  readonly current: boolean
}) {
  const t = useTranslations('security.whatIf')
  if (live.problem && !current) return <ProblemView problem={live.problem} onRetry={live.askAgain} />
  if (live.fetching && !answer) return <Skeleton className="h-96" />
  if (!answer)
    return (
      <EmptyState icon={<AccessIcon size={18} />} title={t('emptyTitle')}>
        <p>{t('emptyDetail')}</p>
      </EmptyState>
    )
  return (
    <Card
      title={t('answer')}
      aside={
        <span className="text-muted">
          {current ? t('window', { window: formatWindow(answer.rangeSeconds) }) : t('asking')}
        </span>
      }
    >
      <div aria-live="polite" className={current ? '' : 'opacity-60'}>
        <NoticeList notices={answer.notices} />
        {answer.notes.map(({ text }) => (
          <NoticeBar key={text} severity="info">
            {text}
          </NoticeBar>
        ))}
        {answer.tried ? <Tried answer={answer} /> : <Faults answer={answer} />}
      </div>
    </Card>
  )
}

function Faults({ answer }: { readonly answer: WhatIf }) {
  const t = useTranslations('security.whatIf')
  return (
    <div className="space-y-1 p-4">
      <p>{t('faulty')}</p>
      <ul className="list-disc space-y-1 pl-4 marker:text-muted">
        {answer.problems.map(({ line, column, message, severity }) => (
          <li
            key={`${line}:${column} ${message}`}
            className={severity === 'error' ? 'text-failing wrap-anywhere' : 'wrap-anywhere'}
          >
            {t('line', { line })} {message}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Tried({ answer }: { readonly answer: WhatIf }) {
  const t = useTranslations('security.whatIf')
  const { counts, edges, refusedPerSecond, openedPerSecond } = answer
  const told = whatIfEffectSchema.options.filter((effect) => counts[effect] > 0)
  const total = told.reduce((sum, effect) => sum + counts[effect], 0)
  return (
    <>
      <div className="space-y-1 px-4 py-3">
        {total === 0 ? (
          <p>{t(counts.seen === 0 ? 'nothingSeen' : 'nothing', { seen: counts.seen })}</p>
        ) : null}
        <ul className="space-y-0.5">
          {told.map((effect) => (
            <li key={effect}>
              {t(`count.${effect}`, { count: counts[effect] })}
              {effect === 'refused' && refusedPerSecond > 0 ? ` (${formatRate(refusedPerSecond)})` : ''}
              {effect === 'opened' && openedPerSecond > 0 ? ` (${formatRate(openedPerSecond)})` : ''}
            </li>
          ))}
        </ul>
      </div>
      <ul aria-label={t('edges')} className="divide-y divide-line border-t border-line empty:hidden">
        {edges.map((edge) => (
          <EdgeItem
            key={JSON.stringify([edge.source, edge.service, edge.destination, edge.protocol])}
            edge={edge}
          />
        ))}
      </ul>
      {total > edges.length ? (
        <p className="px-4 py-2 text-muted">{t('cut', { shown: edges.length, count: total })}</p>
      ) : null}
    </>
  )
}
