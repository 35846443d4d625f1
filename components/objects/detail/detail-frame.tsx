'use client'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { showKind } from '#components/mesh/paths.ts'
import { buildTabQuery, type DetailTab, detailTabs, parseTab } from '#components/objects/detail/url.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import type { Notice } from '#contract/words.ts'

/** Tabs that other features fill; a page hands in those that there are. */
export interface DetailSlots {
  /** The small graph of the overview. */
  readonly graph?: ReactNode
  /** What stands first in the overview: alerts, objectives. */
  readonly alerts?: ReactNode
  readonly metrics?: ReactNode
  readonly logs?: ReactNode
  readonly traces?: ReactNode
}

/** One header and its tabs, of which the address holds the chosen one. A failed call is a page too. */
export function DetailFrame<Detail extends { readonly notices: readonly Notice[] }>({
  live,
  kind,
  namespace,
  name,
  header,
  tabs,
  instead,
}: {
  readonly live: LiveCall<Detail>
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly header: (detail: Detail) => ReactNode
  readonly tabs: (detail: Detail) => Partial<Record<DetailTab, ReactNode>>
  /** Shown in place of the tabs. */
  readonly instead?: ReactNode
}) {
  const t = useTranslations('detail')
  const { data, problem } = live
  if (!data && problem)
    return (
      <div className="p-3 md:p-4">
        <div className="rounded-panel border border-line bg-surface">
          <div className="px-4 pt-4">
            <Title kind={kind} namespace={namespace} name={name} />
          </div>
          <ProblemView problem={problem} onRetry={live.askAgain} />
        </div>
      </div>
    )
  if (!data) return <DetailSkeleton kind={kind} namespace={namespace} name={name} />
  return (
    <div className="mx-auto flex min-h-full max-w-[120rem] flex-col p-3 md:p-4">
      <div className="min-w-0 rounded-panel border border-line bg-surface">
        {problem ? <ProblemView problem={problem} stale onRetry={live.askAgain} /> : null}
        <NoticeList notices={data.notices} />
        {header(data)}
      </div>
      {instead ? (
        <div className="mt-3">{instead}</div>
      ) : (
        <DetailTabs label={t('tabs', { name })} contents={tabs(data)} />
      )}
    </div>
  )
}

function DetailTabs({
  label,
  contents,
}: {
  readonly label: string
  readonly contents: Partial<Record<DetailTab, ReactNode>>
}) {
  const t = useTranslations('detail.tab')
  const query = new URLSearchParams(useSearchParams() ?? '')
  const there = detailTabs.filter((tab) => contents[tab])
  return (
    <div className="mt-3 flex grow flex-col">
      <Tabs
        label={label}
        value={parseTab(query, there)}
        tabs={there.map((tab) => ({
          value: tab,
          label: t(tab),
          content: <div className="flex grow flex-col pt-3">{contents[tab]}</div>,
        }))}
        onValueChange={(value) => {
          const tab = there.find((one) => one === value) ?? 'overview'
          const now = new URLSearchParams(window.location.search)
          window.history.replaceState(null, '', buildTabQuery(tab, now))
        }}
      />
    </div>
  )
}

/** Which object the page is about: always told, also while nothing else is known. */
export function Title({
  kind,
  namespace,
  name,
}: {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}) {
  const t = useTranslations('detail')
  return (
    <div className="min-w-0">
      <p className="flex items-center gap-1.5 text-small text-muted">
        <KindIcon kind={kind} />
        {kind === 'Application' ? t('application') : showKind(kind)}
      </p>
      <h2 className="text-title font-semibold wrap-anywhere">
        {namespace === undefined ? null : <span className="font-normal text-muted">{namespace} / </span>}
        {name}
      </h2>
    </div>
  )
}

function DetailSkeleton(props: {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}) {
  const t = useTranslations('detail')
  return (
    <div className="mx-auto max-w-[120rem] space-y-3 p-3 md:p-4" role="status" aria-label={t('loading')}>
      <div className="space-y-3 rounded-panel border border-line bg-surface p-4">
        <Title {...props} />
        <Skeleton className="h-10" />
      </div>
      <Skeleton className="h-9 w-96 max-w-full" />
      <Skeleton className="h-80" />
    </div>
  )
}

/** A link in a line of text. */
export function TextLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="text-accent hover:underline">
      {children}
    </Link>
  )
}
