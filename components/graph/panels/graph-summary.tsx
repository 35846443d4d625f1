'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { findAround } from '#components/graph/around/cut-around.ts'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import { Section } from '#components/graph/panels/parts.tsx'
import type { Group } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { TrafficView } from '#components/graph/panels/traffic-view.tsx'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { HealthCounts, HealthMark } from '#components/mesh/health-mark.tsx'
import { Button } from '#components/ui/button.tsx'
import type { GraphNode } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

const EdgeList = lazy(async () => ({
  default: (await import('#components/graph/panels/edge-list.tsx')).EdgeList,
}))

/** The whole graph: how many of what, what is wrong, and all traffic added up. */
export function GraphSummary({ group, ...props }: PanelProps & { readonly group: Group }) {
  const t = useTranslations('graph.panel')
  const { graph, found, state, change } = props
  const edges = graph.edges.filter((edge) => found.has(edge.id))
  const middle = findAround(graph.nodes, state.around)
  const around = middle && nameNode(middle)
  return (
    <>
      <header className="space-y-2 p-4">
        <h2 className="text-title font-semibold break-words">
          {around === undefined ? t('graph') : t('graphAround', { name: around })}
        </h2>
        <p className="text-muted">
          {t('size', { nodes: graph.nodes.length, edges: graph.edges.length })}
          {' · '}
          {t('window', { window: formatWindow(graph.rangeSeconds) })}
        </p>
        <HealthCounts counts={countStates(graph.nodes)} />
      </header>
      {state.find === '' ? null : (
        <Section title={t('found', { count: found.size })}>
          <NodeList nodes={graph.nodes.filter((node) => found.has(node.id))} change={change} />
          {edges.length === 0 ? null : (
            <Suspense fallback={null}>
              <EdgeList graph={graph} edges={edges} end="both" change={change} />
            </Suspense>
          )}
        </Section>
      )}
      <TroubleList nodes={graph.nodes} change={change} />
      <TrafficView edges={group.inner} none={t('none.total')} />
    </>
  )
}

export function countStates(nodes: readonly GraphNode[]): Partial<Record<HealthStatus, number>> {
  const counts: Partial<Record<HealthStatus, number>> = {}
  for (const { health } of nodes) counts[health.status] = (counts[health.status] ?? 0) + 1
  return counts
}

const listedAtMost = 10

/** Nodes in trouble, worst first, each a press away. */
export function TroubleList({
  nodes,
  change,
}: { readonly nodes: readonly GraphNode[] } & Pick<PanelProps, 'change'>) {
  const t = useTranslations('graph.panel')
  const order: readonly HealthStatus[] = ['failing', 'degraded', 'notReady']
  const trouble = nodes
    .filter((node) => order.includes(node.health.status))
    .sort((a, b) => order.indexOf(a.health.status) - order.indexOf(b.health.status))
  if (trouble.length === 0) return null
  return (
    <Section title={t('wrong', { count: trouble.length })}>
      <NodeList nodes={trouble} change={change} goesOnInTable />
    </Section>
  )
}

function NodeList({
  nodes,
  change,
  goesOnInTable = false,
}: {
  readonly nodes: readonly GraphNode[]
  /** The table begins with the worst, so it goes on where a list of the worst ends. */
  readonly goesOnInTable?: boolean
} & Pick<PanelProps, 'change'>) {
  const t = useTranslations('graph.panel')
  return (
    <>
      <ul className="-mx-2">
        {nodes.slice(0, listedAtMost).map((node) => (
          <li key={node.id}>
            <button
              type="button"
              onClick={() => change({ chosen: { kind: 'node', id: node.id } })}
              className="flex w-full items-center gap-2 rounded-control px-2 py-1 text-left hover:bg-hover"
            >
              <span className="min-w-0 grow">
                <NodeName node={node} />
              </span>
              <HealthMark status={node.health.status} quiet />
            </button>
          </li>
        ))}
      </ul>
      {nodes.length <= listedAtMost ? null : !goesOnInTable ? (
        <p className="text-small text-muted">{t('moreNames', { count: nodes.length - listedAtMost })}</p>
      ) : (
        <Button
          tone="quiet"
          className="-ml-2.5 text-accent"
          onClick={() => change({ as: 'table', rows: 'nodes', sort: '' })}
        >
          {t('inTable', { count: nodes.length })}
        </Button>
      )}
    </>
  )
}
