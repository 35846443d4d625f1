'use client'
import { useTranslations } from 'next-intl'
import { DirectedTraffic } from '#components/graph/panels/directed-traffic.tsx'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import { Section } from '#components/graph/panels/parts.tsx'
import type { Chosen, Group } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { TrafficView } from '#components/graph/panels/traffic-view.tsx'
import { findWorst, restFold } from '#components/graph/picture/fold.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { HealthCounts, HealthMark } from '#components/mesh/health-mark.tsx'
import { Button } from '#components/ui/button.tsx'
import type { GraphNode } from '#contract/traffic-graph.ts'
import type { HealthStatus } from '#contract/words.ts'

/** The whole graph: how many of what, what is wrong, and all traffic added up. */
export function GraphSummary({ group, ...props }: PanelProps & { readonly group: Group }) {
  const t = useTranslations('graph.panel')
  const { graph, found, state, change } = props
  const matches = state.find === '' ? [] : graph.nodes.filter((node) => found.has(node.id))
  return (
    <>
      <header className="space-y-2 p-4">
        <h2 className="text-title font-semibold">{t('graph')}</h2>
        <p className="text-muted">
          {t('size', { nodes: graph.nodes.length, edges: graph.edges.length })}
          {' · '}
          {t('window', { window: formatWindow(graph.rangeSeconds) })}
        </p>
        <HealthCounts counts={countStates(graph.nodes)} />
      </header>
      {state.find === '' ? null : (
        <Section title={t('found', { count: matches.length })}>
          <NodeList nodes={matches} change={change} />
        </Section>
      )}
      <TroubleList nodes={graph.nodes} change={change} />
      <TrafficView edges={group.inner} none={t('none.total')} />
    </>
  )
}

export function BoxPanel({
  chosen: { boxKind, name, namespace, group },
  ...props
}: PanelProps & { readonly chosen: Extract<Chosen, { kind: 'box' }> }) {
  const t = useTranslations('graph')
  const { state, change, graph } = props
  const fold = boxKind === 'rest' ? restFold : boxKind === 'namespace' ? name : undefined
  const isOpen = fold !== undefined && state.open.includes(fold)
  const canFold = fold !== undefined && (state.fold === 'always' || isOpen)
  return (
    <>
      <header className="space-y-2 p-4 pr-12">
        <p className="text-small text-muted">
          {boxKind === 'app' ? t('panel.appIn', { namespace: namespace ?? '' }) : t(`kind.${boxKind}`)}
        </p>
        <h2 className="text-title font-semibold break-words">
          {boxKind === 'rest' ? t('more', { count: Number(name) }) : name}
        </h2>
        <div className="flex flex-wrap items-center gap-2">
          <HealthMark status={findWorst(group.nodes.map((node) => node.health.status))} />
          <span className="text-muted">{t('panel.nodesInside', { count: group.nodes.length })}</span>
        </div>
        <HealthCounts counts={countStates(group.nodes)} />
        {fold === undefined || (!canFold && !isFoldedNow(graph, state.fold)) ? null : isOpen ? (
          <Button onClick={() => change({ open: state.open.filter((each) => each !== fold) })}>
            {t('panel.fold')}
          </Button>
        ) : (
          <Button onClick={() => change({ open: [...state.open, fold].sort() })}>{t('panel.open')}</Button>
        )}
      </header>
      <TroubleList nodes={group.nodes} change={change} />
      <DirectedTraffic {...props} group={group} of={name} />
    </>
  )
}

/** Whether this screen folds anything by itself; only then is there something to open. */
function isFoldedNow(graph: PanelProps['graph'], mode: string): boolean {
  return mode === 'always' || (mode === 'auto' && graph.nodes.length > 90)
}

function countStates(nodes: readonly GraphNode[]): Partial<Record<HealthStatus, number>> {
  const counts: Partial<Record<HealthStatus, number>> = {}
  for (const { health } of nodes) counts[health.status] = (counts[health.status] ?? 0) + 1
  return counts
}

const listedAtMost = 20

/** Nodes in trouble, worst first, each a press away. */
function TroubleList({
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
      <NodeList nodes={trouble} change={change} />
    </Section>
  )
}

function NodeList({ nodes, change }: { readonly nodes: readonly GraphNode[] } & Pick<PanelProps, 'change'>) {
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
      {nodes.length > listedAtMost ? (
        <p className="text-small text-muted">{t('moreNames', { count: nodes.length - listedAtMost })}</p>
      ) : null}
    </>
  )
}
