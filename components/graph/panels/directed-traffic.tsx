'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { EdgeList } from '#components/graph/panels/edge-list.tsx'
import { Section, Segments } from '#components/graph/panels/parts.tsx'
import type { Group } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { TrafficView } from '#components/graph/panels/traffic-view.tsx'
import { directions } from '#components/graph/url.ts'

/** In, out or total traffic of a node or a group, with the edges behind it. */
export function DirectedTraffic({
  graph,
  state,
  change,
  group,
  of,
}: PanelProps & { readonly group: Group; readonly of: string }) {
  const t = useTranslations('graph.panel')
  const edges = useMemo(() => {
    if (state.direction === 'in') return group.inward
    if (state.direction === 'out') return group.outward
    return [...group.inward, ...group.outward, ...group.inner]
  }, [group, state.direction])
  return (
    <>
      <div className="border-t border-line px-4 pt-3 pb-1">
        <Segments
          label={t('direction', { name: of })}
          className="w-full"
          options={directions.map((value) => ({ value, label: t(`directionOf.${value}`) }))}
          value={state.direction}
          onValueChange={(direction) => change({ direction })}
        />
      </div>
      <TrafficView edges={edges} none={t(`none.${state.direction}`)} />
      {state.direction !== 'out' && group.inward.length > 0 ? (
        <Section title={t('calledBy')}>
          <EdgeList graph={graph} edges={group.inward} end="source" change={change} />
        </Section>
      ) : null}
      {state.direction !== 'in' && group.outward.length > 0 ? (
        <Section title={t('calls')}>
          <EdgeList graph={graph} edges={group.outward} end="target" change={change} />
        </Section>
      ) : null}
    </>
  )
}
