'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AuditHead } from '#components/audit/audit-head.tsx'
import { RowFacts } from '#components/audit/trail/row-facts.tsx'
import { TakeTrail } from '#components/audit/trail/take-trail.tsx'
import { TrailFilters } from '#components/audit/trail/trail-filters.tsx'
import { TrailTable } from '#components/audit/trail/trail-table.tsx'
import { buildTrailQuery, parseTrailState, type TrailState } from '#components/audit/trail/url.ts'
import { VerifiedLine } from '#components/audit/trail/verified-line.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { type AuditRow, audit } from '#contract/audit.ts'
import type { CallInput } from '#contract/define-call.ts'
import words from '#messages/areas/audit.json'

/** Who did what, and when: the trail, and whether it is as it was written. */
export function TrailPage() {
  return (
    <AreaWords words={words}>
      <Screen />
    </AreaWords>
  )
}

function Screen() {
  const state = parseTrailState(new URLSearchParams(useSearchParams() ?? ''))
  // The past does not move while one reads: the moment is that of the choice.
  const [askedMs, setAskedMs] = useState(() => Date.now())
  const change = (part: Partial<TrailState>) => {
    setAskedMs(Date.now())
    const query = buildTrailQuery({ ...state, ...part }, new URLSearchParams(window.location.search))
    window.history.replaceState(null, '', query || window.location.pathname)
  }
  const { who, act, outcome, place, backSeconds } = state
  const input = {
    ...(who === '' ? {} : { who }),
    ...(act === '' ? {} : { act }),
    ...(outcome === '' ? {} : { outcome }),
    ...(place === '' ? {} : { namespace: place }),
    ...(backSeconds === 0 ? {} : { since: new Date(askedMs - backSeconds * 1_000).toISOString() }),
  }
  return (
    <section
      aria-label={useTranslations('audit')('title')}
      className="mx-auto max-w-[120rem] space-y-3 p-3 md:p-4"
    >
      <AuditHead here="trail" aside={<TakeTrail input={input} />} />
      <TrailFilters state={state} onChange={change} />
      <Trail key={JSON.stringify(input)} input={input} />
    </section>
  )
}

function Trail({ input }: { readonly input: CallInput<typeof audit> }) {
  const t = useTranslations('audit')
  const [before, setBefore] = useState<number>()
  const [chosen, setChosen] = useState<AuditRow>()
  const { data, problem, askAgain } = useLiveCall(audit, {
    ...input,
    limit: 1_000,
    ...(before === undefined ? {} : { before }),
  })
  if (!data && problem) return <ProblemView problem={problem} onRetry={askAgain} />
  if (!data)
    return (
      <div role="status" aria-label={t('loading')}>
        <Skeleton className="h-96" />
      </div>
    )
  const { next, store } = data
  return (
    <div className="space-y-3">
      {problem ? <ProblemView problem={problem} stale onRetry={askAgain} /> : null}
      <NoticeList notices={data.notices} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="tabular font-medium">
          {t(next === undefined ? 'rows' : 'rowsAndOlder', { count: data.items.length })}
        </p>
        <VerifiedLine enabled />
        <span className="grow" />
        {before === undefined ? null : <Button onClick={() => setBefore(undefined)}>{t('newest')}</Button>}
        {next === undefined ? null : <Button onClick={() => setBefore(next)}>{t('older')}</Button>}
      </div>
      {data.items.length === 0 ? (
        <p className="px-1 text-muted">{t('none')}</p>
      ) : (
        <div className="flex flex-col gap-3 lg:flex-row">
          <TrailTable items={data.items} chosen={chosen} onChoose={setChosen} />
          {chosen ? <RowFacts row={chosen} onClose={() => setChosen(undefined)} /> : null}
        </div>
      )}
      <p className="text-small text-muted">
        {t('kept', { days: store.retentionDays, rows: store.retentionRows })}
      </p>
    </div>
  )
}
