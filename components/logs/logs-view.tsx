'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { LogSubject } from '#components/logs/url.ts'
import { LineArea } from '#components/logs/view/line-area.tsx'
import { type LineLinks, LinePanel } from '#components/logs/view/line-panel.tsx'
import { LogStatus } from '#components/logs/view/log-status.tsx'
import { SourceProblems, SourceStrip } from '#components/logs/view/source-strip.tsx'
import { Toolbar } from '#components/logs/view/toolbar.tsx'
import { useLogsView } from '#components/logs/view/use-logs-view.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { cx } from '#components/ui/cx.ts'

interface LogsViewProps {
  readonly subject: LogSubject
  readonly links: LineLinks
}

/** The logs of many pods and containers as one, live or of the past. It fills the height that it is given. */
export function LogsView({ subject, links }: LogsViewProps) {
  const t = useTranslations('logs')
  const [filled, setFilled] = useState(false)
  const logs = useLogsView(subject)
  const { state, view, names, chosen, choose, tryAgain } = logs
  if (view.problem && view.held === 0) return <ProblemView problem={view.problem} onRetry={tryAgain} />
  return (
    <section
      aria-label={t('title')}
      className={cx('flex min-h-0 flex-col bg-surface', filled ? 'fixed inset-0 z-40 h-dvh' : 'h-full')}
    >
      <Toolbar {...logs} subject={subject} filled={filled} onFill={() => setFilled(!filled)} />
      <SourceStrip sources={view.sources} names={names} state={state} change={logs.change} />
      <NoticeList notices={view.notices} />
      <NoticeList notices={logs.spanNotices} />
      <SourceProblems sources={view.sources} />
      <LogStatus view={view} live={logs.live} onRetry={tryAgain} />
      <div
        className={cx(
          'grid min-h-0 grow border-t border-line',
          chosen && 'md:grid-cols-[minmax(0,1fr)_26rem]',
        )}
      >
        <LineArea {...logs} />
        {chosen ? (
          <LinePanel
            entry={chosen}
            source={names.get(chosen.source)}
            zone={state.zone}
            links={links}
            onClose={() => choose(undefined)}
          />
        ) : null}
      </div>
    </section>
  )
}
