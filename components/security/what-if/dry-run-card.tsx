'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { useView } from '#components/shell/view.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { FailingIcon, HealthyIcon, UnknownIcon } from '#components/ui/icons.tsx'
import { type DryRun, dryRuns } from '#contract/dry-runs.ts'

/** Policies that only count, with what they would have refused; nothing where there are none. */
export function DryRunCard() {
  const t = useTranslations('security.dryRun')
  const { view, ready } = useView()
  const { data } = useLiveCall(
    dryRuns,
    {
      ...(view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}),
      rangeSeconds: view.rangeSeconds,
    },
    { enabled: ready },
  )
  if (!data || data.workloads.length === 0) return null
  return (
    <Card
      title={t('title')}
      aside={<span className="text-muted">{t('window', { window: formatWindow(data.rangeSeconds) })}</span>}
    >
      <NoticeList notices={data.notices} />
      <ul aria-label={t('title')} className="divide-y divide-line">
        {data.workloads.map((workload) => (
          <DryRunItem
            key={`${workload.namespace}/${workload.kind}/${workload.name} ${workload.action}`}
            item={workload}
          />
        ))}
      </ul>
    </Card>
  )
}

function DryRunItem({ item }: { readonly item: DryRun }) {
  const t = useTranslations('security.dryRun')
  const { viewQuery } = useView()
  const { counted, policies, says, action } = item
  const [tone, Icon, word] = !counted
    ? (['unknown', UnknownIcon, 'uncounted'] as const)
    : counted.denied > 0
      ? (['failing', FailingIcon, 'refuses'] as const)
      : (['healthy', HealthyIcon, 'passes'] as const)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Badge tone={tone} icon={<Icon size={12} />}>
        {t(word)}
      </Badge>
      <ObjectLink
        kind={item.kind}
        namespace={item.namespace}
        name={item.name}
        href={paths.workload(item, viewQuery)}
      />
      <span className="text-muted wrap-anywhere">
        {action} {policies.map(({ namespace, name }) => `${namespace}/${name}`).join(', ')}
      </span>
      <span className="min-w-0 wrap-anywhere">{says.text}</span>
    </li>
  )
}
