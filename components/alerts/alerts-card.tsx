'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { AboutLink } from '#components/alerts/about-link.tsx'
import { chooseInput } from '#components/alerts/choose-input.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { HealthyIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { type AlertItem, type alertedKinds, alerts } from '#contract/alerts.ts'
import type { CallOutput } from '#contract/define-call.ts'
import words from '#messages/areas/alerts.json'

/** What the alerts are about; without it those of the namespaces that the frame holds. */
export interface AlertsOf {
  readonly namespace: string
  /** Only those about this one of the namespace, its workloads and its pods. */
  readonly kind?: (typeof alertedKinds)[number]
  readonly name?: string
}

/** What the rules of Prometheus find now, worst first, each with what it is about and since when. */
export function AlertsCard({ of }: { readonly of?: AlertsOf | undefined }) {
  return (
    <AreaWords words={words}>
      <Alerts of={of} />
    </AreaWords>
  )
}

const firstShown = 5

function Alerts({ of }: { readonly of: AlertsOf | undefined }) {
  const t = useTranslations('alerts')
  const { view, ready } = useView()
  const live = useLiveCall(alerts, chooseInput(of, view.namespaces), { enabled: ready })
  const { data, problem } = live
  return (
    <Card title={t('title')} aside={data ? <Count items={data.items} /> : null}>
      {problem ? (
        <ProblemView problem={problem} stale={data !== undefined} part onRetry={live.askAgain} />
      ) : null}
      <NoticeList notices={data?.notices} />
      {data ? <List answer={data} /> : problem ? null : <Skeleton className="m-4 h-5" />}
    </Card>
  )
}

type Answer = CallOutput<typeof alerts>

function Count({ items }: { readonly items: readonly AlertItem[] }) {
  const t = useTranslations('alerts')
  const firing = items.filter(({ state }) => state === 'firing').length
  const pending = items.length - firing
  if (items.length === 0) return null
  return <span className="text-small text-muted">{t('count', { firing, pending })}</span>
}

function List({ answer }: { readonly answer: Answer }) {
  const t = useTranslations('alerts')
  const [all, setAll] = useState(false)
  const { items } = answer
  if (!answer.supported) return <p className="px-4 py-3 text-muted">{t('unsupported')}</p>
  if (items.length === 0)
    return (
      <p className="flex items-center gap-2 px-4 py-3 text-muted">
        <HealthyIcon size={16} className="text-healthy" />
        {t('none')}
      </p>
    )
  const shown = all ? items : items.slice(0, firstShown)
  const unlisted = answer.total - answer.items.length
  return (
    <>
      <ul className="divide-y divide-line">
        {shown.map((item) => (
          // Two alerts of one rule differ in labels alone.
          <Row key={`${item.name} ${JSON.stringify(item.labels)}`} item={item} />
        ))}
      </ul>
      {items.length > firstShown || unlisted > 0 ? (
        <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-muted">
          {items.length > firstShown ? (
            <Button size="inline" aria-expanded={all} onClick={() => setAll(!all)} className="text-accent">
              {all ? t('fewer') : t('showAll', { count: items.length })}
            </Button>
          ) : null}
          {unlisted > 0 ? t('unlisted', { count: unlisted }) : null}
        </div>
      ) : null}
    </>
  )
}

function Row({ item }: { readonly item: AlertItem }) {
  const t = useTranslations('alerts')
  const format = useFormatter()
  const { name, state, severity, since, about, summary } = item
  return (
    <li className="grid items-start gap-x-3 gap-y-0.5 px-4 py-2 lg:grid-cols-[9rem_minmax(0,17rem)_minmax(0,1fr)_auto]">
      <span className="flex items-center gap-2">
        <Badge tone={state === 'firing' ? 'failing' : 'degraded'}>{t(state)}</Badge>
        {severity ? <span className="text-small text-muted">{severity}</span> : null}
      </span>
      <AboutLink about={about} />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">{name}</span>
        {summary ? <span className="text-muted"> {summary}</span> : null}
      </p>
      <p className="tabular text-small text-muted lg:text-right">
        {since ? t('since', { when: format.relativeTime(new Date(since), new Date()) }) : null}
      </p>
    </li>
  )
}
