'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { Section } from '#components/graph/panels/parts.tsx'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { usePreference } from '#components/shell/preferences.ts'
import { Button } from '#components/ui/button.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { GraphEdge, GraphNode } from '#contract/traffic-graph.ts'

const HistoryCharts = lazy(async () => ({
  default: (await import('#components/graph/panels/history-charts.tsx')).HistoryCharts,
}))

export type HistoryOf =
  | { readonly kind: 'node'; readonly node: GraphNode }
  | { readonly kind: 'edge'; readonly edge: GraphEdge }

/**
 * How a node or an edge went until the moment of the graph. It is asked for, and its code loaded, when it is opened;
 * whoever opened it sees it open at what is chosen next.
 */
export function HistorySection({ of, ...props }: PanelProps & { readonly of: HistoryOf }) {
  const t = useTranslations('graph.chart')
  const [text, remember] = usePreference('graph.history')
  const open = text === 'open'
  return (
    <Section title={t('title')}>
      <Button aria-expanded={open} onClick={() => remember(open ? 'closed' : 'open')}>
        {open ? t('hideHistory') : t('showHistory')}
      </Button>
      {open ? (
        <Suspense fallback={<Skeleton className="h-36" />}>
          <HistoryCharts {...props} of={of} />
        </Suspense>
      ) : null}
    </Section>
  )
}
