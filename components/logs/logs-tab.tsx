'use client'
import { lazy, Suspense } from 'react'
import type { LogSubject } from '#components/logs/url.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

const Tab = lazy(async () => ({ default: (await import('#components/logs/logs-tab-view.tsx')).LogsTabView }))

/** The logs of one object, for a tab of its page, which follows them while it is open. */
export function LogsTab({ subject }: { readonly subject: LogSubject }) {
  return (
    <Suspense fallback={<Skeleton className="h-96" />}>
      <Tab subject={subject} />
    </Suspense>
  )
}
