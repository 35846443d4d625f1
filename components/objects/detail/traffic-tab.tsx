'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import {
  formatBytesRate,
  formatLatency,
  formatPercent,
  formatRate,
  formatWindow,
} from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { listPagesOf } from '#components/mesh/paths.ts'
import { readPlace } from '#components/mesh/place-of-node.ts'
import type { Traffic, TrafficRow } from '#components/objects/detail/traffic-rows.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import { LockedIcon, PlainIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallInput } from '#contract/define-call.ts'
import { type GraphNode, type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'

/** Who calls the object and whom it calls, as the graph of the same window has it. */
export function TrafficTab({
  ask,
  build,
}: {
  /** What is asked of the graph beside the window. */
  readonly ask: Omit<CallInput<typeof trafficGraph>, 'rangeSeconds' | 'around'> & { readonly around?: string }
  readonly build: (graph: TrafficGraph) => Traffic
}) {
  const t = useTranslations('detail.traffic')
  const { view, ready } = useView()
  const live = useLiveCall(trafficGraph, { ...ask, rangeSeconds: view.rangeSeconds }, { enabled: ready })
  const { data, problem } = live
  if (!data)
    return problem ? (
      <div className="rounded-panel border border-line bg-surface">
        <ProblemView problem={problem} onRetry={live.askAgain} />
      </div>
    ) : (
      <div role="status" aria-label={t('loading')} className="space-y-3">
        <Skeleton className="h-48" />
        <Skeleton className="h-48" />
      </div>
    )
  const { inward, outward } = build(data)
  const window = formatWindow(data.rangeSeconds)
  return (
    <div className="space-y-3">
      {problem || data.notices.length > 0 ? (
        <div className="rounded-panel border border-line bg-surface">
          {problem ? <ProblemView problem={problem} stale onRetry={live.askAgain} /> : null}
          <NoticeList notices={data.notices} />
        </div>
      ) : null}
      <Direction title={t('in')} none={t('noneIn', { window })} rows={inward} window={window} />
      <Direction title={t('out')} none={t('noneOut', { window })} rows={outward} window={window} />
    </div>
  )
}

function Direction({
  title,
  none,
  rows,
  window,
}: {
  readonly title: string
  readonly none: string
  readonly rows: readonly TrafficRow[]
  readonly window: string
}) {
  const t = useTranslations('detail.traffic')
  return (
    <Card title={title} aside={<span className="text-small text-muted">{t('window', { window })}</span>}>
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-muted">{none}</p>
      ) : (
        <Table label={title}>
          <thead>
            <tr>
              <Th>{t('who')}</Th>
              <Th>{t('health')}</Th>
              <Th>{t('protocol')}</Th>
              <Th align="right">{t('rate')}</Th>
              <Th align="right">{t('success')}</Th>
              <Th align="right">{t('latency')}</Th>
              <Th>{t('mtls')}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <TrafficLine key={row.edge.id} row={row} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}

const protocols = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const

function TrafficLine({ row: { edge, other } }: { readonly row: TrafficRow }) {
  const t = useTranslations('detail.traffic')
  const { errorPercent, latencyMsP95 } = edge
  return (
    <tr>
      <Td>
        <Other node={other} />
      </Td>
      <Td>
        <HealthMark status={edge.health} quiet />
      </Td>
      <Td>{protocols[edge.protocol]}</Td>
      <Td align="right" className="whitespace-nowrap">
        {edge.protocol === 'tcp'
          ? formatBytesRate((edge.bytesPerSecond ?? 0) + (edge.bytesReturnedPerSecond ?? 0))
          : formatRate(edge.requestsPerSecond ?? 0)}
      </Td>
      <Td align="right" className={cx('whitespace-nowrap', errorPercent ? 'font-medium text-failing' : '')}>
        {edge.protocol === 'tcp' ? (
          <span className="text-muted">{t('notCounted')}</span>
        ) : errorPercent === undefined ? (
          <span className="text-muted">{t('untold')}</span>
        ) : (
          formatPercent(100 - errorPercent)
        )}
      </Td>
      <Td align="right" className="whitespace-nowrap">
        {latencyMsP95 === undefined ? (
          <span className="text-muted">{t('untold')}</span>
        ) : (
          formatLatency(latencyMsP95)
        )}
      </Td>
      <Td>
        <Mtls percent={edge.mtlsPercent} />
      </Td>
    </tr>
  )
}

function Mtls({ percent }: { readonly percent: number | undefined }) {
  const t = useTranslations('detail.traffic')
  if (percent === undefined) return <span className="text-muted">{t('untold')}</span>
  const all = percent >= 100
  return (
    <span
      className={cx('inline-flex items-center gap-1 whitespace-nowrap', all ? 'text-muted' : 'text-degraded')}
    >
      {all ? <LockedIcon size={13} /> : <PlainIcon size={13} />}
      {formatPercent(percent)}
    </span>
  )
}

/** The other end, linked to its page where it is an object that the viewer may see. */
function Other({ node }: { readonly node: GraphNode }) {
  const t = useTranslations('detail.traffic')
  const { viewQuery } = useView()
  const name = node.kind === 'unknown' || node.name === 'unknown' ? t('unknown') : node.name
  const [page] = listPagesOf(readPlace(node), viewQuery).filter(({ id }) => id !== 'namespace')
  const named = (
    <>
      {node.namespace === 'unknown' ? null : <span className="text-muted">{node.namespace} / </span>}
      {name}
    </>
  )
  const own = page && page.id !== 'namespaceDetail' ? page.href : undefined
  return (
    <span className="wrap-anywhere">
      {own ? (
        <Link href={own} prefetch={false} data-list-item="" className="text-accent hover:underline">
          {named}
        </Link>
      ) : (
        named
      )}
      {node.version && node.version !== 'unknown' && node.kind === 'app' ? (
        <span className="text-muted"> {node.version}</span>
      ) : null}
    </span>
  )
}
