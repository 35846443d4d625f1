'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/graph/panels/parts.tsx'
import type { Hop } from '#components/graph/trace/list-hops.ts'
import { usePath } from '#components/graph/trace/use-path.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { FailingIcon } from '#components/ui/icons.tsx'
import type { TraceSpan } from '#contract/traces.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

/** More steps or spans are counted. */
const mostShown = 40

interface TraceSectionProps {
  readonly id: string
  readonly graph: TrafficGraph
  /** Ids of the chosen edge, or of the edges that the chosen one stands for; none where no edge is chosen. */
  readonly edges: readonly string[]
  readonly change: ChangeGraph
}

/** The trace beside the graph: its spans on the chosen edge with how long each took, or all its steps. */
export function TraceSection({ id, graph, edges, change }: TraceSectionProps) {
  const t = useTranslations('graph.trace')
  const { path } = usePath(id, graph)
  if (!path) return null
  if (edges.length === 0)
    return (
      <Section title={t('steps')}>
        <ol className="-mx-2">
          {path.steps.slice(0, mostShown).map(({ hop, edges: [edge] }) => (
            <li key={hop.key}>
              <Step hop={hop} edge={edge} change={change} />
            </li>
          ))}
        </ol>
        {path.steps.length > mostShown ? (
          <p className="text-muted">{t('more', { count: path.steps.length - mostShown })}</p>
        ) : null}
      </Section>
    )
  const spans = [...new Set(edges.flatMap((edge) => path.spansOf.get(edge) ?? []))]
  return (
    <Section title={t('onEdge')}>
      {spans.length === 0 ? <p className="text-muted">{t('noneOnEdge')}</p> : <SpanTable spans={spans} />}
      {spans.length > mostShown ? (
        <p className="text-muted">{t('more', { count: spans.length - mostShown })}</p>
      ) : null}
    </Section>
  )
}

/** Who asked whom and how long it took; a press explains its edge, where the graph has one. */
function Step({
  hop: { from, to, host, spans },
  edge,
  change,
}: {
  readonly hop: Hop
  readonly edge: string | undefined
  readonly change: ChangeGraph
}) {
  const t = useTranslations('graph.trace')
  const longest = Math.max(0, ...spans.map(({ durationMs }) => durationMs))
  const words = (
    <>
      <span className="min-w-0 grow wrap-anywhere">
        <bdi>{namePlace(from)}</bdi> → <bdi>{to ? namePlace(to) : host}</bdi>
      </span>
      {spans.some(({ failed }) => failed) ? (
        <span className="text-failing">
          <FailingIcon size={14} />
          <span className="sr-only">{t('failed')}</span>
        </span>
      ) : null}
      <span className="tabular shrink-0">{formatLatency(longest)}</span>
    </>
  )
  if (edge === undefined)
    return (
      <div className="flex items-center gap-2 px-2 py-0.5 text-muted" title={t('noEdge')}>
        {words}
        <span className="sr-only">{t('noEdge')}</span>
      </div>
    )
  return (
    <button
      type="button"
      onClick={() => change({ chosen: { kind: 'edge', id: edge } })}
      className="flex w-full items-center gap-2 rounded-control px-2 py-0.5 text-left hover:bg-hover"
    >
      {words}
    </button>
  )
}

function SpanTable({ spans }: { readonly spans: readonly TraceSpan[] }) {
  const t = useTranslations('graph.trace')
  return (
    <ul className="space-y-1">
      {spans.slice(0, mostShown).map((span) => (
        <li key={span.id} className="flex items-baseline gap-2">
          <span className="min-w-0 grow">
            <span className="text-muted">{t(`side.${span.side}`)}</span>{' '}
            <bdi className="wrap-anywhere">{span.operation || namePlace(span.place, span.service)}</bdi>
          </span>
          <span className={span.failed ? 'font-medium text-failing' : 'text-muted'}>
            {[span.code ?? span.grpcCode, ...span.flags].filter(Boolean).join(' ')}
          </span>
          <span className="tabular shrink-0">{formatLatency(span.durationMs)}</span>
        </li>
      ))}
    </ul>
  )
}
