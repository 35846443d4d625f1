'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode, Ref } from 'react'
import { QueryBar } from '#components/graph/find/query-bar.tsx'
import type { Queries } from '#components/graph/find/use-queries.ts'
import { Legend } from '#components/graph/legend.tsx'
import { Segments } from '#components/graph/panels/parts.tsx'
import { ShowMenu } from '#components/graph/show-menu.tsx'
import { layoutNames } from '#components/graph/stage/layout/types.ts'
import { edgeLabelChoices, type GraphState, views } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { GraphIcon, TableIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'

export interface ToolbarProps {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly findBox: Ref<HTMLInputElement>
  readonly queries: Queries
  /** Buttons of what goes beyond the view: moments, what can be taken along. */
  readonly extra?: ReactNode
}

/** What is shown and how; namespaces, range and refresh are in the frame's bar. One row, wrapping on small screens. */
export function Toolbar({ state, change, findBox, queries, extra }: ToolbarProps) {
  const t = useTranslations('graph')
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2">
      <div className="min-w-0 items-center gap-2 md:contents max-md:flex max-md:-m-1 max-md:w-full max-md:flex-nowrap max-md:overflow-x-auto max-md:p-1">
        <Segments
          label={t('as.label')}
          options={[
            { value: 'graph', label: t('as.graph'), icon: <GraphIcon size={14} /> },
            { value: 'table', label: t('as.table'), icon: <TableIcon size={14} /> },
          ]}
          value={state.as}
          onValueChange={(as) => change({ as })}
        />
        <Select
          aria-label={t('view.label')}
          disabled={state.snapshot !== undefined}
          title={state.snapshot === undefined ? undefined : t('fromFile')}
          value={state.view}
          options={views.map((value) => ({ value, label: t(`view.${value}`) }))}
          onValueChange={(value) =>
            change({ view: views.find((view) => view === value) ?? state.view, chosen: undefined })
          }
        />
        <Select
          aria-label={t('labels.label')}
          value={state.labels}
          options={edgeLabelChoices.map((value) => ({ value, label: t(`labels.${value}`) }))}
          onValueChange={(value) =>
            change({ labels: edgeLabelChoices.find((label) => label === value) ?? state.labels })
          }
        />
        <Select
          aria-label={t('layout.label')}
          value={state.layout}
          options={layoutNames.map((value) => ({ value, label: t(`layout.${value}`) }))}
          onValueChange={(value) =>
            change({ layout: layoutNames.find((layout) => layout === value) ?? state.layout })
          }
        />
        <ShowMenu state={state} change={change} />
        <Legend />
        {extra}
      </div>
      <QueryBar state={state} change={change} queries={queries} findBox={findBox} />
    </div>
  )
}
