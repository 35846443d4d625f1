'use client'
import { lazy, Suspense } from 'react'
import type { MiniGraphProps } from '#components/graph/mini-body.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const MiniBody = lazy(async () => ({ default: (await import('#components/graph/mini-body.tsx')).MiniBody }))

/**
 * Who calls one object and what it calls, drawn small for a page about that object: nothing in it can be moved, and a
 * press on it opens the graph's own screen at the same place. It fills the height that the page gives it. Its code and
 * words come after the page's own.
 */
export function MiniGraph(props: MiniGraphProps) {
  return (
    <Suspense fallback={<Skeleton className="h-full min-h-56" />}>
      <MiniBody {...props} />
    </Suspense>
  )
}
