'use client'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { formatPercent, formatRate, formatWindow } from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Title } from '#components/objects/detail/detail-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Finding, HealthStatus } from '#contract/words.ts'

interface Judged {
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly health?: { readonly status: HealthStatus; readonly reasons: readonly Finding[] } | undefined
  readonly requestsPerSecond?: number | undefined
  readonly errorPercent?: number | undefined
  readonly direction?: 'inbound' | 'outbound' | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** What every detail page says first: which object, how it is and why, its traffic, its place in the mesh, its labels. */
export function DetailHeader({
  item,
  rangeSeconds,
  actions,
  children,
}: {
  readonly item: Judged
  readonly rangeSeconds: number
  readonly actions?: ReactNode
  /** Facts, as HeadFact. */
  readonly children: ReactNode
}) {
  const { kind, name, health } = item
  const namespace = kind === 'Namespace' ? undefined : item.namespace
  return (
    <header className="space-y-3 p-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <Title kind={kind} namespace={namespace} name={name} />
        {health ? (
          <div className="pt-5.5">
            <HealthMark status={health.status} />
          </div>
        ) : null}
        {actions ? <div className="ml-auto flex flex-wrap gap-2 pt-2">{actions}</div> : null}
      </div>
      {health && health.reasons.length > 0 ? <ReasonList reasons={health.reasons} /> : null}
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <TrafficFact item={item} rangeSeconds={rangeSeconds} />
        {children}
      </dl>
      <Labels labels={item.labels ?? {}} />
    </header>
  )
}

export function HeadFact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === undefined || children === null || children === '' || children === false) return null
  return (
    <div className="min-w-0">
      <dt className="text-small text-muted">{name}</dt>
      <dd className="tabular flex min-h-6 items-center wrap-anywhere">{children}</dd>
    </div>
  )
}

function TrafficFact({ item, rangeSeconds }: { readonly item: Judged; readonly rangeSeconds: number }) {
  const t = useTranslations('detail.head')
  const { requestsPerSecond, errorPercent, direction } = item
  const window = formatWindow(rangeSeconds)
  return (
    <HeadFact name={t(direction === 'outbound' ? 'sends' : 'receives', { window })}>
      {requestsPerSecond === undefined ? (
        <span className="text-muted">{t('untold')}</span>
      ) : requestsPerSecond === 0 ? (
        <span className="text-muted">{t('noTraffic')}</span>
      ) : (
        <span>
          {formatRate(requestsPerSecond)}
          {errorPercent === undefined ? null : (
            <>
              {' · '}
              <span className={errorPercent > 0 ? 'font-medium text-failing' : 'text-muted'}>
                {t('errors', { percent: formatPercent(errorPercent) })}
              </span>
            </>
          )}
        </span>
      )}
    </HeadFact>
  )
}

const labelsShown = 6

/** Labels as they are written; the first ones, and the rest on demand. */
export function Labels({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const t = useTranslations('detail.head')
  const [all, setAll] = useState(false)
  const entries = Object.entries(labels)
  if (entries.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <ul aria-label={t('labels')} className="flex min-w-0 flex-wrap gap-1.5">
        {(all ? entries : entries.slice(0, labelsShown)).map(([key, value]) => (
          <li
            key={key}
            className="rounded-control bg-sunken px-1.5 py-0.5 font-mono text-small wrap-anywhere text-muted"
          >
            {key}=<span className="text-fg">{value}</span>
          </li>
        ))}
      </ul>
      {entries.length > labelsShown ? (
        <Button size="inline" aria-expanded={all} className="text-accent" onClick={() => setAll(!all)}>
          {all ? t('fewerLabels') : t('allLabels', { count: entries.length })}
        </Button>
      ) : null}
    </div>
  )
}
