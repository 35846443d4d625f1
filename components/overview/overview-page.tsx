'use client'
import type { ReactNode } from 'react'
import { AilmentsCard } from '#components/overview/ailments-card.tsx'
import { InsightsCard } from '#components/overview/insights-card.tsx'
import { MeshCard } from '#components/overview/mesh-card.tsx'
import { NamespacesCard } from '#components/overview/namespaces-card.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { meshHealth, namespaces, namespaceTraffic, serviceInsights } from '#contract/overview.ts'
import words from '#messages/areas/overview.json'

/** A sparkline over less than this is a few points and tells nothing. */
const leastSparklineSeconds = 600

/**
 * What is wrong now, the alerts, which another feature tells, which services stand out, what the mesh is made of, then every
 * namespace. Each card, and each part and column of one, fails alone.
 */
export function OverviewPage({ alerts }: { readonly alerts?: ReactNode }) {
  return (
    <AreaWords words={words}>
      <OverviewScreen alerts={alerts} />
    </AreaWords>
  )
}

function OverviewScreen({ alerts }: { readonly alerts: ReactNode }) {
  const { view, ready } = useView()
  const chosen = view.namespaces.length > 0 ? { namespaces: view.namespaces.join(',') } : {}
  const asked = { ...chosen, rangeSeconds: view.rangeSeconds }
  const objects = useLiveCall(namespaces, { health: false })
  const health = useLiveCall(meshHealth, asked, { enabled: ready })
  const insights = useLiveCall(serviceInsights, asked, { enabled: ready })
  const traffic = useLiveCall(
    namespaceTraffic,
    { ...asked, rangeSeconds: Math.max(view.rangeSeconds, leastSparklineSeconds) },
    { enabled: ready },
  )
  return (
    <div className="mx-auto max-w-[120rem] space-y-4 p-3 md:p-4">
      <AilmentsCard health={health} />
      {alerts}
      <InsightsCard insights={insights} />
      <MeshCard objects={objects} chosen={view.namespaces} />
      <NamespacesCard objects={objects} health={health} traffic={traffic} chosen={view.namespaces} />
    </div>
  )
}
