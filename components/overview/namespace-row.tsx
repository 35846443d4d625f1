'use client'
import { useTranslations } from 'next-intl'
import { formatPercent, formatRate, formatWindow } from '#components/mesh/format.ts'
import { HealthCounts } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { Why } from '#components/mesh/reason-list.tsx'
import type { NamespaceRow } from '#components/overview/rows.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { useView } from '#components/shell/view.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Sparkline } from '#components/ui/sparkline.tsx'
import { Td } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { meshHealth, namespaceTraffic } from '#contract/overview.ts'

type HealthCall = LiveCall<CallOutput<typeof meshHealth>>
type TrafficCall = LiveCall<CallOutput<typeof namespaceTraffic>>

export function NamespaceTableRow({
  row,
  health,
  traffic,
}: {
  readonly row: NamespaceRow
  readonly health: HealthCall
  readonly traffic: TrafficCall
}) {
  const t = useTranslations('overview.namespaces')
  const mtlsWord = useTranslations('mesh.mtls')
  const { viewQuery } = useView()
  const { summary } = row
  if (!summary.readable) return <ClosedRow name={summary.name} />
  return (
    <tr className="hover:bg-hover">
      <Td className="max-w-72">
        <div className="flex flex-wrap items-center gap-x-2">
          <ObjectLink
            kind="Namespace"
            name={summary.name}
            href={paths.namespace(summary.name, viewQuery)}
            listItem
          />
          {summary.role === 'workloads' ? null : <Badge>{t(`role.${summary.role}`)}</Badge>}
        </div>
      </Td>
      <Td>
        <HealthCell row={row} health={health} />
      </Td>
      <Td>
        <TrafficCell row={row} traffic={traffic} />
      </Td>
      <Td>
        <Why
          of={t('mtlsOf', { name: summary.name })}
          verdict={mtlsWord(summary.mtls.mode)}
          reasons={summary.mtls.reasons}
        >
          <MtlsMark mode={summary.mtls.mode} />
        </Why>
      </Td>
      <Td className="max-md:hidden">
        <span className="flex items-center gap-1.5">
          <ModeMark mode={summary.mode} />
          {summary.revision ? <span className="text-small text-muted">{summary.revision}</span> : null}
        </span>
      </Td>
      <Td align="right" className="max-xl:hidden">
        {summary.workloads}
      </Td>
      <Td align="right" className="max-xl:hidden">
        {summary.services}
      </Td>
    </tr>
  )
}

/** A namespace of which the viewer may know the name alone: no zero that could be read as a fact. */
function ClosedRow({ name }: { readonly name: string }) {
  const t = useTranslations('overview.namespaces')
  return (
    <tr className="hover:bg-hover">
      <Td className="max-w-72">
        <span className="inline-flex max-w-full items-center gap-1.5">
          <KindIcon kind="Namespace" />
          <span className="min-w-0 truncate">{name}</span>
        </span>
      </Td>
      <Td colSpan={6} className="text-muted">
        {t('closed')}
      </Td>
    </tr>
  )
}

function HealthCell({ row, health }: { readonly row: NamespaceRow; readonly health: HealthCall }) {
  const t = useTranslations('overview.namespaces')
  if (row.health) return <HealthCounts counts={row.health.counts} />
  if (health.loading) return <Skeleton className="h-4 w-24" />
  return <span className="text-muted">{t(health.problem ? 'healthUnknown' : 'noWorkloads')}</span>
}

function TrafficCell({ row, traffic }: { readonly row: NamespaceRow; readonly traffic: TrafficCall }) {
  const t = useTranslations('overview.namespaces')
  if (traffic.loading) return <Skeleton className="h-7 w-44" />
  if (!traffic.data) return <span className="text-muted">{t('trafficUnknown')}</span>
  if (!row.traffic || row.requests === undefined) return <span className="text-muted">{t('noTraffic')}</span>
  const errorPercent = row.requests > 0 ? (100 * (row.errors ?? 0)) / row.requests : 0
  const out = row.traffic.direction === 'out'
  const words = t(out ? 'trafficOutWords' : 'trafficWords', {
    name: row.summary.name,
    rate: formatRate(row.requests),
    errors: formatPercent(errorPercent),
    window: formatWindow(traffic.data.rangeSeconds),
  })
  return (
    <div className="flex items-center gap-3">
      <span className="w-26 shrink-0 max-xl:w-18 max-sm:hidden">
        <Sparkline
          label={words}
          values={row.traffic.requestsPerSecond}
          errors={row.traffic.errorsPerSecond}
          width={104}
          height={26}
        />
      </span>
      <span className="pr-1 whitespace-nowrap">
        {out ? <span className="text-muted">{t('sends')} </span> : null}
        {formatRate(row.requests)}
        {errorPercent > 0 ? (
          <span className="ml-1.5 text-failing max-xl:ml-0 max-xl:block">
            {t('errors', { percent: formatPercent(errorPercent) })}
          </span>
        ) : null}
      </span>
    </div>
  )
}

export function NamespacesSkeleton() {
  const t = useTranslations('overview')
  return (
    <div role="status" aria-label={t('loading')} className="divide-y divide-line pt-8">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <div key={row} className="flex h-10 items-center gap-8 px-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="h-6 w-44 max-sm:hidden" />
          <Skeleton className="h-4 w-24 max-md:hidden" />
        </div>
      ))}
    </div>
  )
}
