'use client'
import { useTranslations } from 'next-intl'
import { findAround } from '#components/graph/around/cut-around.ts'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import { Button } from '#components/ui/button.tsx'
import { CrumbIcon } from '#components/ui/icons.tsx'
import { parseAround } from '#contract/graph-around.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** Where a graph around one node stands in the whole, and the way back. */
export function Trail({
  graph,
  around,
  onOut,
}: {
  readonly graph: TrafficGraph
  readonly around: string
  readonly onOut: () => void
}) {
  const t = useTranslations('graph.trail')
  const node = findAround(graph.nodes, around)
  return (
    <nav
      aria-label={t('label')}
      className="flex shrink-0 items-center gap-1 border-b border-line bg-surface px-3 py-1"
    >
      <Button tone="quiet" className="h-7 px-1.5 text-accent" onClick={onOut}>
        {t('whole')}
      </Button>
      <CrumbIcon size={14} className="shrink-0 text-muted" />
      <span aria-current="page" className="min-w-0 truncate font-medium">
        {node ? nameNode(node) : parseAround(around)?.name}
      </span>
      <span className="min-w-0 truncate text-muted max-md:hidden">{t('hint')}</span>
    </nav>
  )
}
