'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { paths } from '#components/mesh/paths.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { ScreenLoading } from '#components/shell/screen-states.tsx'
import { useView } from '#components/shell/view.tsx'
import { DelaysCard } from '#components/traces/trace/delays-card.tsx'
import { PeersCard } from '#components/traces/trace/peers-card.tsx'
import { SpanPanel } from '#components/traces/trace/span-panel.tsx'
import { TraceHeader } from '#components/traces/trace/trace-header.tsx'
import { Waterfall } from '#components/traces/trace/waterfall.tsx'
import { type Trace, trace as traceCall } from '#contract/traces.ts'
import words from '#messages/areas/traces.json'

const idForm = /^[0-9a-fA-F]{1,32}$/

/** One trace: what it was, who added the delay, how it compares, and every span. */
export function TracePage({ traceId }: { readonly traceId: string }) {
  return (
    <AreaWords words={words}>
      <TraceScreen traceId={traceId} />
    </AreaWords>
  )
}

function TraceScreen({ traceId }: { readonly traceId: string }) {
  const t = useTranslations('traces.trace')
  const { viewQuery } = useView()
  const isId = idForm.test(traceId)
  const { data, problem, askAgain } = useLiveCall(
    traceCall,
    { id: isId ? traceId : '0' },
    { intervalMs: false, enabled: isId },
  )
  return (
    <div className="space-y-3 p-3 md:p-4">
      <Link
        href={paths.traces(viewQuery)}
        className="inline-block rounded-control text-accent hover:underline"
      >
        {t('toList')}
      </Link>
      {isId ? null : <p role="alert">{t('badId')}</p>}
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {isId && !data && !problem ? <ScreenLoading /> : null}
      {data && isId ? <TraceBody trace={data} /> : null}
    </div>
  )
}

function TraceBody({ trace }: { readonly trace: Trace }) {
  const [chosenId, setChosenId] = useState<string>()
  const chosen = trace.spans.find(({ id }) => id === chosenId)
  return (
    <>
      <TraceHeader trace={trace} />
      <NoticeList notices={trace.notices} />
      <div className="grid gap-3 lg:grid-cols-2">
        <DelaysCard trace={trace} />
        <PeersCard trace={trace} />
      </div>
      <div className="flex items-start gap-3 max-lg:flex-col">
        <Waterfall trace={trace} chosenId={chosenId} onChoose={setChosenId} />
        {chosen ? <SpanPanel trace={trace} span={chosen} onClose={() => setChosenId(undefined)} /> : null}
      </div>
    </>
  )
}
