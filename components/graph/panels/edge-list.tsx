'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatBytesRate, formatPercent, formatRate } from '#components/mesh/format.ts'
import { healthLooks } from '#components/mesh/health-mark.tsx'
import { toneText } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { LockedIcon, PlainIcon } from '#components/ui/icons.tsx'
import type { GraphEdge, TrafficGraph } from '#contract/traffic-graph.ts'

const firstShown = 12

/** The edges themselves, worst and busiest first; a press explains one. `end` says which end names a row. */
export function EdgeList({
  graph,
  edges,
  end,
  change,
}: {
  readonly graph: TrafficGraph
  readonly edges: readonly GraphEdge[]
  readonly end: 'source' | 'target' | 'both'
  readonly change: ChangeGraph
}) {
  const t = useTranslations('graph.panel')
  const [all, setAll] = useState(false)
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const order = { failing: 0, degraded: 1, notReady: 2, unknown: 3, healthy: 3, idle: 4 } as const
  const sorted = edges.toSorted(
    (a, b) =>
      order[a.health] - order[b.health] ||
      (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) ||
      a.id.localeCompare(b.id),
  )
  return (
    <>
      <ul className="-mx-2">
        {(all ? sorted : sorted.slice(0, firstShown)).map((edge) => (
          <li key={edge.id}>
            <button
              type="button"
              onClick={() => change({ chosen: { kind: 'edge', id: edge.id } })}
              className="flex w-full items-baseline gap-2 rounded-control px-2 py-1 text-left hover:bg-hover"
            >
              <span className="min-w-0 grow">
                {end === 'both' ? (
                  <>
                    <NodeName node={nodes.get(edge.source)} /> <span className="text-muted">→</span>{' '}
                  </>
                ) : null}
                <NodeName node={nodes.get(end === 'source' ? edge.source : edge.target)} />
              </span>
              <EdgeNumbers edge={edge} />
            </button>
          </li>
        ))}
      </ul>
      {sorted.length > firstShown && !all ? (
        <Button tone="quiet" className="-ml-2.5 text-accent" onClick={() => setAll(true)}>
          {t('showAllOf', { count: sorted.length })}
        </Button>
      ) : null}
    </>
  )
}

function EdgeNumbers({ edge }: { readonly edge: GraphEdge }) {
  const t = useTranslations('graph.panel')
  const { tone, icon: Icon } = healthLooks[edge.health]
  const trouble = edge.health === 'failing' || edge.health === 'degraded'
  const mtls = edge.mtlsPercent
  return (
    <span className="tabular flex shrink-0 items-baseline gap-1.5">
      {trouble ? (
        <span className={`inline-flex items-center gap-1 self-center ${toneText[tone]}`}>
          <Icon size={13} />
          {edge.errorPercent === undefined ? null : formatPercent(edge.errorPercent)}
        </span>
      ) : null}
      <span className="text-muted">
        {edge.idle
          ? t('idle')
          : edge.protocol === 'tcp'
            ? formatBytesRate(edge.bytesPerSecond ?? 0)
            : formatRate(edge.requestsPerSecond ?? 0)}
      </span>
      <span className="inline-flex w-3.5 self-center text-muted">
        {mtls === undefined ? null : mtls >= 100 ? (
          <LockedIcon size={13} aria-label={t('locked')} aria-hidden={false} role="img" />
        ) : (
          <PlainIcon
            size={13}
            aria-label={t('lockedPart', { percent: formatPercent(mtls) })}
            aria-hidden={false}
            role="img"
            className="text-degraded"
          />
        )}
      </span>
    </span>
  )
}
