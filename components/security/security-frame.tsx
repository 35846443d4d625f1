'use client'
import type { ReactNode } from 'react'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Notice } from '#contract/words.ts'

/** A page of one call: what it is about, then its answer, or why there is none. */
export function SecurityFrame<Data extends { readonly notices: readonly Notice[] }>({
  lead,
  answer: { data, problem, askAgain },
  children,
}: {
  readonly lead: string
  readonly answer: LiveCall<Data>
  readonly children: (data: Data) => ReactNode
}) {
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">{lead}</p>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          {children(data)}
        </>
      ) : null}
    </div>
  )
}
