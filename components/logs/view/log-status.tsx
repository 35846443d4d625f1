'use client'
import { useTranslations } from 'next-intl'
import type { FeedView } from '#components/logs/feed/log-feed.ts'
import { Button } from '#components/ui/button.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

/** What must be known of how complete the lines are, and whether more will come. */
export function LogStatus({
  view,
  live,
  onRetry,
}: {
  readonly view: FeedView
  readonly live: boolean
  readonly onRetry: () => void
}) {
  const t = useTranslations('logs.status')
  const { state, problem, dropped, gap } = view
  const retry = (
    <Button className="h-6" onClick={onRetry}>
      {t('tryAgain')}
    </Button>
  )
  return (
    <div role="status" className="divide-y divide-line empty:hidden">
      {dropped > 0 ? <NoticeBar severity="warning">{t('dropped', { count: dropped })}</NoticeBar> : null}
      {gap ? <NoticeBar severity="warning">{t('gap')}</NoticeBar> : null}
      {live && state === 'broken' ? (
        <NoticeBar severity="warning" action={retry}>
          {t('broken')} {problem?.body?.title ?? ''}
        </NoticeBar>
      ) : null}
      {live && state === 'ended' ? (
        <NoticeBar severity="error" action={retry}>
          {t('ended')} {problem?.body?.detail ?? problem?.body?.title ?? ''}
        </NoticeBar>
      ) : null}
    </div>
  )
}
