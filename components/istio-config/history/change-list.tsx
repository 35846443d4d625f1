'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ChangeRow, useMomentText } from '#components/istio-config/history/change-row.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallInput, CallOutput } from '#contract/define-call.ts'
import { type Change, history } from '#contract/history.ts'

type Answer = CallOutput<typeof history>

/** Changes, the newest first, a page at a time. Two of them can be chosen to be compared. */
export function ChangeList({
  input,
  showObject,
  chosen,
  onChoose,
}: {
  readonly input: CallInput<typeof history>
  readonly showObject: boolean
  readonly chosen?: readonly Change[]
  readonly onChoose?: (change: Change) => void
}) {
  const t = useTranslations('config.history')
  const [after, setAfter] = useState<string>()
  const { data, problem, askAgain } = useLiveCall(history, {
    ...input,
    limit: 200,
    ...(after === undefined ? {} : { after }),
  })
  if (!data && problem) return <ProblemView problem={problem} onRetry={askAgain} />
  if (!data) return <ListSkeleton />
  const { next } = data
  return (
    <Card
      title={t(next === undefined ? 'changes' : 'changesAndOlder', { count: data.items.length })}
      aside={
        <>
          {after === undefined ? null : <Button onClick={() => setAfter(undefined)}>{t('newest')}</Button>}
          {next === undefined ? null : <Button onClick={() => setAfter(next)}>{t('older')}</Button>}
        </>
      }
    >
      {problem ? <ProblemView problem={problem} stale onRetry={askAgain} /> : null}
      <NoticeList notices={data.notices} />
      {data.items.length === 0 ? <p className="px-4 py-3 text-muted">{t('none')}</p> : null}
      <ol className="divide-y divide-line empty:hidden">
        {data.items.map((change) => (
          <ChangeRow
            key={change.id}
            change={change}
            showObject={showObject}
            choice={
              onChoose ? (
                <Choice
                  change={change}
                  chosen={chosen?.some(({ id }) => id === change.id) ?? false}
                  onChoose={onChoose}
                />
              ) : undefined
            }
          />
        ))}
      </ol>
      <StoreLine store={data.store} />
    </Card>
  )
}

function ListSkeleton() {
  const t = useTranslations('config.history')
  return (
    <div role="status" aria-label={t('loading')} className="space-y-2">
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
    </div>
  )
}

function Choice({
  change,
  chosen,
  onChoose,
}: {
  readonly change: Change
  readonly chosen: boolean
  readonly onChoose: (change: Change) => void
}) {
  const t = useTranslations('config.history')
  const tellMoment = useMomentText()
  return (
    <input
      type="checkbox"
      aria-label={t('choose', { time: tellMoment(change.at) })}
      checked={chosen}
      onChange={() => onChoose(change)}
      className="mt-1 size-4 shrink-0 accent-accent"
    />
  )
}

/** How long changes are kept, and since when those made elsewhere are noticed. */
function StoreLine({ store: { watchedSince, retentionDays } }: { readonly store: Answer['store'] }) {
  const t = useTranslations('config.history')
  const tellMoment = useMomentText()
  return (
    <p className="border-t border-line px-4 py-2 text-small text-muted">
      {t('kept', { days: retentionDays })}{' '}
      {watchedSince === undefined ? '' : t('watched', { time: tellMoment(watchedSince) })}
    </p>
  )
}
