'use client'
import { useTranslations } from 'next-intl'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { HideIcon } from '#components/ui/icons.tsx'

/** In the graph's place when nothing of it is left: not to be taken for a graph without traffic. */
export function AllHidden({
  count,
  query,
  change,
}: {
  readonly count: number
  readonly query: string
  readonly change: ChangeGraph
}) {
  const t = useTranslations('graph.query')
  return (
    <EmptyState
      icon={<HideIcon size={18} />}
      title={t('allHiddenTitle')}
      action={<Button onClick={() => change({ hide: '' })}>{t('showHidden')}</Button>}
    >
      <p>{t('allHidden', { count, query })}</p>
    </EmptyState>
  )
}
