'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { findComparison, findDifference } from '#components/graph/compare/compared-graph.ts'
import { leavePanel } from '#components/graph/keyboard/focus.ts'
import type { MenuProps } from '#components/graph/menu/use-target-groups.tsx'
import { GraphSummary } from '#components/graph/panels/graph-summary.tsx'
import type { Chosen } from '#components/graph/panels/resolve-chosen.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

export interface PanelProps extends MenuProps {
  readonly found: ReadonlySet<string>
}

const ChosenPanel = lazy(() =>
  withLateWords(import('#components/graph/panels/chosen-panel.tsx').then((part) => part.ChosenPanel)),
)

const ComparisonPanel = lazy(() =>
  withLateWords(
    import('#components/graph/compare/comparison-panel.tsx').then((part) => part.ComparisonPanel),
  ),
)

const DifferenceSection = lazy(() =>
  withLateWords(
    import('#components/graph/compare/difference-section.tsx').then((part) => part.DifferenceSection),
  ),
)

const TraceSection = lazy(() =>
  withLateWords(import('#components/graph/trace/trace-section.tsx').then((part) => part.TraceSection)),
)

const TargetButton = lazy(() =>
  withLateWords(import('#components/graph/menu/target-button.tsx').then((part) => part.TargetButton)),
)

const noEdges: readonly string[] = []

/** Explains what is chosen, beside the canvas; with nothing chosen, the whole graph. */
export function SidePanel({ chosen, ...props }: PanelProps & { readonly chosen: Chosen }) {
  const t = useTranslations('graph.panel')
  const comparison = findComparison(props.graph)
  const difference =
    comparison && (chosen.kind === 'node' || chosen.kind === 'edge')
      ? findDifference(comparison, props.state.chosen?.id)
      : undefined
  return (
    <aside
      aria-label={t('label')}
      data-graph-panel=""
      tabIndex={-1}
      className="relative flex max-h-[45%] shrink-0 flex-col overflow-y-auto border-line bg-surface max-lg:border-t lg:max-h-none lg:w-72 xl:w-88 lg:border-l"
    >
      {chosen.kind === 'graph' ? null : (
        <div className="absolute top-2 right-2 z-1 flex">
          {props.state.chosen && chosen.kind !== 'gone' ? (
            <Suspense fallback={null}>
              <TargetButton {...props} target={props.state.chosen} />
            </Suspense>
          ) : null}
          <IconButton
            aria-label={t('close')}
            icon={<CloseIcon size={16} />}
            onClick={() => {
              leavePanel()
              props.change({ chosen: undefined })
            }}
          />
        </div>
      )}
      <TracePart {...props} chosen={chosen} />
      {chosen.kind !== 'graph' ? null : comparison ? (
        <Suspense fallback={<Skeleton className="m-4 h-24" />}>
          <ComparisonPanel comparison={comparison} state={props.state} change={props.change} />
        </Suspense>
      ) : (
        <GraphSummary {...props} group={chosen.group} />
      )}
      {difference ? (
        <Suspense fallback={null}>
          <DifferenceSection difference={difference} />
        </Suspense>
      ) : null}
      {chosen.kind === 'node' || chosen.kind === 'edge' || chosen.kind === 'box' ? (
        <Suspense fallback={<Skeleton className="m-4 h-24" />}>
          <ChosenPanel {...props} chosen={chosen} />
        </Suspense>
      ) : null}
      {chosen.kind === 'gone' ? (
        <div className="space-y-2 p-4 pr-12">
          <p className="font-semibold">{t('goneTitle')}</p>
          <p className="text-muted">{t('goneDetail')}</p>
          <p className="font-mono text-small break-all">{chosen.id}</p>
          <Button onClick={() => props.change({ chosen: undefined })}>{t('showAll')}</Button>
        </div>
      ) : null}
    </aside>
  )
}

/** Where a trace lies over the graph: its steps, or its spans on the chosen edge. */
function TracePart({ chosen, state, graph, change }: PanelProps & { readonly chosen: Chosen }) {
  if (state.trace === undefined || (chosen.kind !== 'graph' && chosen.kind !== 'edge')) return null
  const edges = chosen.kind === 'edge' ? chosen.edges.map(({ id }) => id) : noEdges
  return (
    <Suspense fallback={null}>
      <TraceSection id={state.trace} graph={graph} edges={edges} change={change} />
    </Suspense>
  )
}
