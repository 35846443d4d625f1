'use client'
import { lazy, Suspense } from 'react'
import type { AlertsOf } from '#components/alerts/alerts-card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

const AlertsCard = lazy(async () => ({
  default: (await import('#components/alerts/alerts-card.tsx')).AlertsCard,
}))
const ObjectivesCard = lazy(async () => ({
  default: (await import('#components/alerts/objectives-card.tsx')).ObjectivesCard,
}))

/** Alerts and objectives as cards of any page; their code and words come after the page's own. */
export function AlertsSlot({ of }: { readonly of?: AlertsOf }) {
  return (
    <>
      <Suspense fallback={<Skeleton className="h-24 rounded-panel" />}>
        <AlertsCard of={of} />
      </Suspense>
      <Suspense>
        <ObjectivesCard of={of} />
      </Suspense>
    </>
  )
}
