'use client'
import { useTranslations } from 'next-intl'
import { LineList } from '#components/logs/view/line-list.tsx'
import type { LogsInView } from '#components/logs/view/use-logs-view.ts'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { LogsIcon, SortDownIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

type LineAreaProps = Pick<
  LogsInView,
  | 'view'
  | 'names'
  | 'look'
  | 'live'
  | 'held'
  | 'change'
  | 'chosen'
  | 'choose'
  | 'found'
  | 'following'
  | 'onFollow'
  | 'goOn'
>

/** The lines, or why there are none, and the way back to the newest ones. */
export function LineArea({
  view,
  live,
  held,
  change,
  goOn,
  names,
  look,
  chosen,
  choose,
  found,
  ...list
}: LineAreaProps) {
  const t = useTranslations('logs')
  const { waiting, shown } = view
  return (
    <div className={cx('relative min-h-0 min-w-0', chosen && 'max-md:hidden')}>
      {shown.length > 0 ? (
        <LineList
          shown={shown}
          sources={names}
          look={look}
          chosenId={chosen?.id}
          activeIndex={found.index}
          onChoose={choose}
          {...list}
        />
      ) : (
        <WhyEmpty view={view} live={live} change={change} />
      )}
      {live && held && shown.length > 0 ? (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <span className="pointer-events-auto rounded-control bg-raised shadow-raised">
            <Button tone="primary" icon={<SortDownIcon size={14} />} onClick={goOn}>
              {t('newLines', { count: waiting })}
            </Button>
          </span>
        </div>
      ) : null}
    </div>
  )
}

function WhyEmpty({ view, live, change }: Pick<LineAreaProps, 'view' | 'live' | 'change'>) {
  const t = useTranslations('logs.empty')
  const { held, state, sources } = view
  const icon = <LogsIcon size={18} />
  if (held > 0)
    return (
      <EmptyState
        icon={icon}
        title={t('hidden', { count: held })}
        action={
          <Button onClick={() => change({ show: '', hide: '', levels: [], off: [] })}>{t('showAll')}</Button>
        }
      />
    )
  if (state === 'opening')
    return (
      <div role="status" aria-label={t('loading')} className="space-y-2 p-3">
        <Skeleton className="h-4 w-3/4" />
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-4 w-2/3" />
      </div>
    )
  const isUnread = sources.length > 0 && sources.every((source) => source.state === 'failed')
  const why = isUnread ? 'unread' : live ? 'quiet' : 'nothing'
  return (
    <EmptyState icon={icon} title={t(why)}>
      <p>{t(`${why}Detail`)}</p>
    </EmptyState>
  )
}
