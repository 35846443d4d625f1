'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { usePath } from '#components/graph/trace/use-path.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { paths } from '#components/mesh/paths.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** Which trace lies over the graph, how much of it the graph shows, and the ways to it and away from it. */
export function TraceStrip({
  id,
  graph,
  change,
  onPath,
}: {
  readonly id: string
  readonly graph: TrafficGraph | undefined
  readonly change: ChangeGraph
  /** Ids of the nodes and edges on its path; nothing once it is gone. */
  readonly onPath: (ids: ReadonlySet<string>) => void
}) {
  const t = useTranslations('graph.trace')
  const { viewQuery } = useView()
  const { trace, path, problem, askAgain } = usePath(id, graph)
  const ids = path?.ids
  useEffect(() => {
    if (ids) onPath(ids)
    return () => onPath(new Set())
  }, [ids, onPath])
  const drawn = path?.steps.filter(({ edges }) => edges.length > 0).length ?? 0
  return (
    <section aria-label={t('label')} className="shrink-0 border-b border-line bg-selected">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1">
        {trace && path ? (
          <>
            <span className="min-w-0 truncate">
              {t('of')} <bdi className="font-semibold">{namePlace(trace.root.place, trace.root.service)}</bdi>{' '}
              <bdi className="text-muted">{trace.root.url ?? trace.root.operation}</bdi>
            </span>
            <span className="tabular">{formatLatency(trace.durationMs)}</span>
            <span role="status">{t('drawn', { drawn, count: path.steps.length })}</span>
          </>
        ) : problem ? null : (
          <Skeleton className="h-5 w-64" />
        )}
        <Link
          href={paths.trace(id, viewQuery)}
          prefetch={false}
          className="rounded-control text-accent hover:underline"
        >
          {t('open')}
        </Link>
        <span className="ml-auto">
          <IconButton
            aria-label={t('close')}
            icon={<CloseIcon size={16} />}
            onClick={() => change({ trace: undefined })}
          />
        </span>
      </div>
      {problem && !trace ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
    </section>
  )
}
