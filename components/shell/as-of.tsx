'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveSettings } from '#components/query/live-settings.tsx'
import { useOldestAnswerMs } from '#components/query/use-oldest-answer.ts'
import { useNowMs } from '#components/shell/use-now.ts'
import { cx } from '#components/ui/cx.ts'

/** The age of the oldest thing on the screen; marked as old when two refreshes have gone by without an answer. */
export function AsOf() {
  const t = useTranslations('shell.asOf')
  const { intervalMs, paused } = useLiveSettings()
  const oldest = useOldestAnswerMs()
  const now = useNowMs()
  if (oldest === undefined || now === 0) return <span className="max-md:hidden w-24" />
  const ageSeconds = Math.max(0, Math.round((now - oldest) / 1_000))
  const late = !paused && intervalMs !== undefined && ageSeconds * 1_000 > 2 * intervalMs + 5_000
  return (
    <time
      dateTime={new Date(oldest).toISOString()}
      title={new Date(oldest).toLocaleString()}
      className={cx('tabular shrink-0 text-small whitespace-nowrap', late ? 'text-degraded' : 'text-muted')}
    >
      {ageSeconds < 2 ? t('now') : t(late ? 'late' : 'age', { age: formatWindow(ageSeconds) })}
    </time>
  )
}
