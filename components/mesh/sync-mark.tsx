'use client'
import { useTranslations } from 'next-intl'
import { Why } from '#components/mesh/reason-list.tsx'
import { DegradedIcon, FailingIcon } from '#components/ui/icons.tsx'
import type { SyncSummary } from '#contract/summaries.ts'

/** Out of sync, and why: what proxies have not taken of what istiod sent. Nothing where all is taken or nothing is known. */
export function SyncMark({
  of,
  sync,
}: {
  /** What was judged, for the accessible name. */
  readonly of: string
  readonly sync: SyncSummary | undefined
}) {
  const t = useTranslations('mesh.sync')
  if (!isOutOfSync(sync)) return null
  const [Icon, tone] =
    sync.state === 'refused' ? [FailingIcon, 'text-failing'] : [DegradedIcon, 'text-degraded']
  return (
    <Why of={of} verdict={t(sync.state)} reasons={sync.reasons}>
      <span className={`inline-flex items-center gap-1 whitespace-nowrap ${tone}`}>
        <Icon size={14} className="shrink-0" />
        {t('behind')}
      </span>
    </Why>
  )
}

export function isOutOfSync(sync: SyncSummary | undefined): sync is SyncSummary {
  return sync !== undefined && sync.state !== 'synced'
}
