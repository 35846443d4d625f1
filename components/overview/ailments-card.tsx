'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatPercent, formatRate, formatWindow } from '#components/mesh/format.ts'
import { HealthCounts, HealthMark } from '#components/mesh/health-mark.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { Why } from '#components/mesh/reason-list.tsx'
import { sumCounts } from '#components/overview/rows.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { meshHealth } from '#contract/overview.ts'

type Health = CallOutput<typeof meshHealth>
type Ailment = Health['ailments'][number]

const firstShown = 8

/** What is wrong now, worst first, each with its reason and the way to it. */
export function AilmentsCard({ health }: { readonly health: LiveCall<Health> }) {
  const t = useTranslations('overview.ailments')
  const { data, problem } = health
  return (
    <Card title={t('title')} aside={data ? <Counts health={data} /> : <Skeleton className="h-5 w-48" />}>
      {problem ? (
        <ProblemView problem={problem} stale={data !== undefined} onRetry={health.askAgain} />
      ) : null}
      <NoticeList notices={data?.notices} />
      {data ? <Ailments health={data} /> : problem ? null : <AilmentsSkeleton />}
    </Card>
  )
}

/** How many workloads of each state; the list below also holds apps and services. */
function Counts({ health }: { readonly health: Health }) {
  const t = useTranslations('overview.ailments')
  const counts = sumCounts(health.namespaces)
  if (Object.values(counts).every((count) => count === 0)) return null
  return (
    <>
      <span className="text-small text-muted max-sm:sr-only">{t('workloads')}</span>
      <HealthCounts counts={counts} />
    </>
  )
}

function Ailments({ health }: { readonly health: Health }) {
  const t = useTranslations('overview.ailments')
  const [all, setAll] = useState(false)
  if (health.ailments.length === 0) return <NothingWrong health={health} />
  const shown = all ? health.ailments : health.ailments.slice(0, firstShown)
  const unlisted = health.ailmentsTotal - health.ailments.length
  return (
    <>
      <ul className="divide-y divide-line">
        {shown.map((ailment) => (
          <AilmentRow
            key={`${ailment.cluster}/${ailment.namespace}/${ailment.kind}/${ailment.name}`}
            ailment={ailment}
            rangeSeconds={health.rangeSeconds}
          />
        ))}
      </ul>
      {health.ailments.length > firstShown || unlisted > 0 ? (
        <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-muted">
          {health.ailments.length > firstShown ? (
            <Button size="inline" aria-expanded={all} onClick={() => setAll(!all)} className="text-accent">
              {all ? t('fewer') : t('showAll', { count: health.ailments.length })}
            </Button>
          ) : null}
          {unlisted > 0 ? t('unlisted', { count: unlisted }) : null}
        </div>
      ) : null}
    </>
  )
}

function AilmentRow({ ailment, rangeSeconds }: { readonly ailment: Ailment; readonly rangeSeconds: number }) {
  const t = useTranslations('overview.ailments')
  const word = useTranslations('mesh.health')
  const { viewQuery } = useView()
  const name = `${ailment.namespace}/${ailment.name}`
  const [first] = ailment.reasons
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover lg:grid-cols-[6rem_minmax(0,15rem)_minmax(0,1fr)_7.5rem] xl:grid-cols-[6rem_minmax(0,17rem)_minmax(0,1fr)_12.5rem]">
      <Why
        of={name}
        verdict={word(ailment.status)}
        reasons={ailment.reasons}
        more={<JudgedOver ailment={ailment} rangeSeconds={rangeSeconds} />}
      >
        <HealthMark status={ailment.status} quiet />
      </Why>
      <ObjectLink
        kind={ailment.workloadKind ?? (ailment.kind === 'service' ? 'Service' : 'Workload')}
        namespace={ailment.namespace}
        name={ailment.name}
        href={writePath(ailment, viewQuery)}
        listItem
      />
      <p className="min-w-0 max-lg:col-span-2 lg:line-clamp-3">
        {first?.text ?? t('noReason')}
        {ailment.reasons.length > 1 ? (
          <span className="text-muted"> {t('moreReasons', { count: ailment.reasons.length - 1 })}</span>
        ) : null}
      </p>
      <p className="tabular text-muted max-lg:col-span-2 lg:text-right">
        {ailment.requestsPerSecond === undefined ? (
          t('noTraffic')
        ) : (
          <>
            <span className="whitespace-nowrap lg:max-xl:block">
              {t(ailment.direction === 'outbound' ? 'sent' : 'received', {
                rate: formatRate(ailment.requestsPerSecond),
              })}
            </span>
            {ailment.errorPercent ? (
              <span className="whitespace-nowrap lg:max-xl:block">
                <span className="lg:max-xl:hidden"> · </span>
                {t('errors', { percent: formatPercent(ailment.errorPercent) })}
              </span>
            ) : null}
          </>
        )}
      </p>
    </li>
  )
}

function NothingWrong({ health }: { readonly health: Health }) {
  const t = useTranslations('overview.ailments')
  const counts = sumCounts(health.namespaces)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (total === 0)
    return (
      <EmptyState icon={<IdleIcon size={18} />} title={t('emptyTitle')}>
        {t(health.namespaces.length > 0 ? 'emptyDetail' : 'noneDetail')}
      </EmptyState>
    )
  const judged = { count: total, window: formatWindow(health.rangeSeconds) }
  // Nobody asks nobody in a whole mesh, or the scrapes fail: neither is a sign of health.
  if (counts.idle === total)
    return (
      <EmptyState icon={<IdleIcon size={18} />} title={t('idleTitle')}>
        {t('idleDetail', judged)}
      </EmptyState>
    )
  return (
    <EmptyState icon={<HealthyIcon size={18} className="text-healthy" />} title={t('wellTitle')}>
      {t('wellDetail', judged)}
    </EmptyState>
  )
}

function AilmentsSkeleton() {
  const t = useTranslations('overview')
  return (
    <div role="status" aria-label={t('loading')} className="divide-y divide-line">
      {['a', 'b', 'c', 'd'].map((row) => (
        <div key={row} className="flex h-10 items-center gap-3 px-4">
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-4 w-52" />
          <Skeleton className="h-4 grow max-md:hidden" />
        </div>
      ))}
    </div>
  )
}

function writePath({ kind, workloadKind, namespace, name }: Ailment, query: string): string {
  if (kind === 'service') return paths.service({ namespace, name, kind: undefined }, query)
  if (kind === 'app') return paths.application({ namespace, name, kind: undefined }, query)
  return paths.workload({ namespace, name, kind: workloadKind }, query)
}

/** The window that was judged, and the way to where it shows in the graph. */
function JudgedOver({ ailment, rangeSeconds }: { readonly ailment: Ailment; readonly rangeSeconds: number }) {
  const t = useTranslations('overview.ailments')
  const { viewQuery } = useView()
  const { namespace, graphNode, requestsPerSecond } = ailment
  const place = { namespace, ...graphNode, idle: requestsPerSecond === undefined }
  return (
    <p className="text-small text-muted">
      {t('window', { window: formatWindow(rangeSeconds) })}{' '}
      <Link
        prefetch={false}
        className="rounded-control font-medium whitespace-nowrap text-accent hover:underline"
        href={paths.graphNode(place, viewQuery)}
      >
        {t('inGraph')}
      </Link>
    </p>
  )
}
