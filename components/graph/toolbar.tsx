'use client'
import { useTranslations } from 'next-intl'
import { type Ref, useEffect, useState } from 'react'
import { Legend } from '#components/graph/legend.tsx'
import { Segments } from '#components/graph/panels/parts.tsx'
import { ShowMenu } from '#components/graph/show-menu.tsx'
import { layoutNames } from '#components/graph/stage/layout/types.ts'
import { edgeLabelChoices, type GraphState, views } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { GraphIcon, SearchIcon, TableIcon } from '#components/ui/icons.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'

export interface ToolbarProps {
  readonly state: GraphState
  readonly change: ChangeGraph
  readonly findBox: Ref<HTMLInputElement>
  readonly foundCount: number
}

/** What is shown and how; namespaces, range and refresh are in the frame's bar. One row, wrapping on small screens. */
export function Toolbar({ state, change, findBox, foundCount }: ToolbarProps) {
  const t = useTranslations('graph')
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2 max-md:flex-nowrap max-md:overflow-x-auto">
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
      <FindBox ref={findBox} text={state.find} onChange={(find) => change({ find })} count={foundCount} />
    </div>
  )
}

/** The URL follows the typing a moment later, so that each letter does not search thousands of nodes. */
const findAfterMs = 150

function FindBox({
  ref,
  text,
  count,
  onChange,
}: {
  readonly ref: Ref<HTMLInputElement>
  readonly text: string
  readonly count: number
  readonly onChange: (text: string) => void
}) {
  const t = useTranslations('graph.find')
  const [typed, setTyped] = useState(text)
  const [told, setTold] = useState(text)
  if (told !== text) {
    setTold(text)
    setTyped(text)
  }
  useEffect(() => {
    if (typed === told) return
    const timer = setTimeout(() => onChange(typed), findAfterMs)
    return () => clearTimeout(timer)
  }, [typed, told, onChange])
  return (
    <div className="ml-auto flex items-center gap-2 max-md:ml-0">
      <span role="status" className="tabular text-small whitespace-nowrap text-muted">
        {text === '' ? '' : t('count', { count })}
      </span>
      <TextInput
        ref={ref}
        type="search"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        icon={<SearchIcon size={14} />}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className="w-56"
      />
    </div>
  )
}
