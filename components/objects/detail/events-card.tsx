'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { workloadDetail } from '#contract/details.ts'

type Detail = CallOutput<typeof workloadDetail>

/**
 * What Kubernetes said lately of the object and its pods, newest first. Nothing where it could not be asked, which the
 * page's notices tell.
 */
export function EventsCard({ detail }: { readonly detail: Pick<Detail, 'events' | 'asOf' | 'notices'> }) {
  const t = useTranslations('detail.events')
  const { events, asOf, notices } = detail
  if (events.length === 0 && notices.some(({ code }) => code === 'events-missing')) return null
  return (
    <Card title={t('title')}>
      {events.length === 0 ? <p className="px-4 py-3 text-muted">{t('none')}</p> : null}
      <ul className="max-h-96 divide-y divide-line overflow-y-auto empty:hidden">
        {events.map((event) => (
          <li
            key={`${event.kind} ${event.name} ${event.reason} ${event.lastTime} ${event.message}`}
            className="space-y-0.5 px-4 py-2"
          >
            <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              {event.type === 'Warning' ? (
                <Badge tone="degraded" icon={<DegradedIcon size={14} className="shrink-0" />}>
                  {event.reason}
                </Badge>
              ) : (
                <span className="font-medium">{event.reason}</span>
              )}
              <span className="text-small wrap-anywhere text-muted">
                {event.kind} {event.name}
              </span>
              <span className="tabular ml-auto text-small whitespace-nowrap text-muted">
                {event.count > 1 ? `${t('times', { count: event.count })} · ` : ''}
                <time dateTime={event.lastTime}>
                  {t('ago', { age: formatWindow((Date.parse(asOf) - Date.parse(event.lastTime)) / 1_000) })}
                </time>
              </span>
            </p>
            <p className="wrap-anywhere text-muted">{event.message}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
