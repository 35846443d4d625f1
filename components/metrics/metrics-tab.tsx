'use client'
import { lazy, Suspense } from 'react'
import type { MetricsOf } from '#components/metrics/url.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

const MetricsView = lazy(async () => ({
  default: (await import('#components/metrics/metrics-view.tsx')).MetricsView,
}))

/** The charts of an object as a tab of its page. The package that draws them comes when the tab is opened. */
export function MetricsTab(of: MetricsOf) {
  return (
    <Suspense fallback={<Skeleton className="h-96" />}>
      <MetricsView of={of} />
    </Suspense>
  )
}
