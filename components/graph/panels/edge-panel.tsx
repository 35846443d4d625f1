'use client'
import { useTranslations } from 'next-intl'
import { EdgeList } from '#components/graph/panels/edge-list.tsx'
import { HistorySection } from '#components/graph/panels/history-section.tsx'
import { NodeName } from '#components/graph/panels/node-name.tsx'
import { Section } from '#components/graph/panels/parts.tsx'
import type { Chosen } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { TrafficView } from '#components/graph/panels/traffic-view.tsx'
import { findWorst } from '#components/graph/picture/fold.ts'
import { formatPercent } from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import type { GraphEdge } from '#contract/traffic-graph.ts'

export function EdgePanel({
  chosen: { edges, source, target },
  ...props
}: PanelProps & { readonly chosen: Extract<Chosen, { kind: 'edge' }> }) {
  const t = useTranslations('graph')
  const { graph, change } = props
  const [single] = edges.length === 1 ? edges : []
  return (
    <>
      <header className="space-y-2 p-4 pr-12">
        <p className="text-small text-muted">
          {single
            ? t('panel.edgeOf', { protocol: protocolWords[single.protocol] })
            : t('panel.edges', { count: edges.length })}
        </p>
        <h2 className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 text-title font-semibold">
          <span className="text-base font-normal text-muted">{t('panel.from')}</span>
          <End graph={graph} id={source} change={change} />
          <span className="text-base font-normal text-muted">{t('panel.to')}</span>
          <End graph={graph} id={target} change={change} />
        </h2>
        <div className="flex flex-wrap gap-1.5">
          <HealthMark status={findWorst(edges.map((edge) => edge.health))} />
        </div>
        <Reasons edges={edges} />
        {single?.sharePercent !== undefined && !single.idle ? (
          <p className="text-muted">{t('panel.share', { percent: formatPercent(single.sharePercent) })}</p>
        ) : null}
      </header>
      <TrafficView edges={edges} none={t('panel.none.total')} />
      {single ? <HistorySection {...props} of={{ kind: 'edge', edge: single }} /> : null}
      {edges.length > 1 ? (
        <Section title={t('panel.edgesInside')}>
          <EdgeList graph={graph} edges={edges} end="both" change={change} />
        </Section>
      ) : null}
    </>
  )
}

/** Why the worst of them are in trouble, each sentence once. */
function Reasons({ edges }: { readonly edges: readonly GraphEdge[] }) {
  const worst = findWorst(edges.map((edge) => edge.health))
  const reasons = edges.filter((edge) => edge.health === worst).flatMap((edge) => edge.reasons ?? [])
  const unique = [...new Map(reasons.map((reason) => [reason.text, reason])).values()]
  return unique.length > 0 ? <ReasonList reasons={unique.slice(0, reasonsAtMost)} /> : null
}

const reasonsAtMost = 4

const protocolWords = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const

/** One end of the edge; a press explains it. A folded namespace stands for itself. */
function End({ graph, id, change }: Pick<PanelProps, 'graph' | 'change'> & { readonly id: string }) {
  const t = useTranslations('graph')
  const node = graph.nodes.find((each) => each.id === id)
  const fold = id.startsWith('fold|') ? id.split('|').at(-1) : undefined
  return (
    <button
      type="button"
      onClick={() => change({ chosen: { kind: node ? 'node' : 'box', id } })}
      className="-mx-2 block rounded-control px-2 py-0.5 text-left wrap-anywhere text-accent hover:bg-hover"
    >
      {node ? (
        <NodeName node={node} />
      ) : fold === 'rest' ? (
        t('panel.rest')
      ) : (
        t('panel.namespaceNamed', { name: fold ?? id })
      )}
    </button>
  )
}
