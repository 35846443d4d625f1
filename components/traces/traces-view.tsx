'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { FilterBar } from '#components/traces/list/filter-bar.tsx'
import { ScatterPlot } from '#components/traces/list/scatter-plot.tsx'
import { TraceTable } from '#components/traces/list/trace-table.tsx'
import { firstTracesState, type TraceSubject, type TracesState } from '#components/traces/url.ts'
import { useTracesState } from '#components/traces/use-traces-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { SearchIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { traces as tracesCall } from '#contract/traces.ts'
import words from '#messages/areas/traces.json'

/** What a tab of traces shows, with a height of its own. */
export function TracesTabView({ subject }: { readonly subject: TraceSubject }) {
  return (
    <AreaWords words={words}>
      <div className="flex h-[75dvh] min-h-128 flex-col">
        <TracesView subject={subject} />
      </div>
    </AreaWords>
  )
}

/** Filters, the traces by time and duration, and the same as a table. */
export function TracesView({ subject }: { readonly subject: TraceSubject | undefined }) {
  const t = useTranslations('traces')
  const { view, ready } = useView()
  const { state, change } = useTracesState()
  const { data, problem, previous, askAgain } = useLiveCall(
    tracesCall,
    {
      ...(subject ?? (view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {})),
      rangeSeconds: view.rangeSeconds,
      ...buildFilters(state),
    },
    { enabled: ready },
  )
  return (
    <>
      <FilterBar state={state} onChange={change} count={data?.items.length} more={data?.more ?? false} />
      {problem && data ? <ProblemView problem={problem} stale onRetry={askAgain} /> : null}
      <NoticeList notices={data?.notices} />
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Loading label={t('loading')} /> : null}
      {data && data.items.length === 0 ? (
        <EmptyState
          icon={<SearchIcon size={18} />}
          title={t('none')}
          action={
            isFiltered(state) ? <Button onClick={() => change(firstTracesState)}>{t('clear')}</Button> : null
          }
        >
          <p>{t(isFiltered(state) ? 'noneFiltered' : 'noneDetail')}</p>
        </EmptyState>
      ) : null}
      {data && data.items.length > 0 ? (
        <div className={previous ? 'contents opacity-60' : 'contents'}>
          <ScatterPlot items={data.items} from={data.from} until={data.until} />
          <div className="min-h-64 grow">
            <TraceTable items={data.items} />
          </div>
        </div>
      ) : null}
    </>
  )
}

function buildFilters({ minMs, maxMs, errors, code, requestId, tags, limit }: TracesState) {
  return {
    ...(minMs === undefined ? {} : { minDurationMs: minMs }),
    ...(maxMs === undefined ? {} : { maxDurationMs: maxMs }),
    ...(errors ? { errors } : {}),
    ...(code ? { code } : {}),
    ...(requestId ? { requestId } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    limit,
  }
}

function isFiltered({ limit: _, tags, ...rest }: TracesState): boolean {
  return tags.length > 0 || Object.values(rest).some(Boolean)
}

function Loading({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="space-y-3 p-3">
      <Skeleton className="h-40" />
      <Skeleton className="h-72" />
    </div>
  )
}
