'use client'
import { lazy, Suspense } from 'react'
import type { TraceSubject } from '#components/traces/url.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

const Tab = lazy(async () => ({
  default: (await import('#components/traces/traces-view.tsx')).TracesTabView,
}))

/** The traces of one object, for a tab of its page, which loads them when it is opened. */
export function TracesTab({ subject }: { readonly subject: TraceSubject }) {
  return (
    <Suspense fallback={<Skeleton className="m-3 h-96" />}>
      <Tab subject={subject} />
    </Suspense>
  )
}
