'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { objectPath, paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { useSpanWords } from '#components/traces/trace/span-words.ts'
import { formatClock, formatRequest } from '#components/traces/words.ts'
import { IconButton } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { Trace, TraceSpan } from '#contract/traces.ts'

interface SpanPanelProps {
  readonly trace: Trace
  readonly span: TraceSpan
  readonly onClose: () => void
}

/** Lines that a proxy writes when a request ends stand a little after it. */
const afterwardsMs = 2_000

/** All that is known of one span, and the ways on: its workload, its log lines. */
export function SpanPanel({ trace, span, onClose }: SpanPanelProps) {
  const t = useTranslations('traces.panel')
  const { viewQuery } = useView()
  const { place } = span
  const endMs = Date.parse(trace.start) + span.offsetMs + span.durationMs + afterwardsMs
  return (
    <aside
      aria-label={t('label')}
      className="w-full shrink-0 rounded-panel border border-line bg-surface lg:sticky lg:top-3 lg:w-104"
    >
      <header className="flex items-start gap-2 border-b border-line py-1.5 pr-1.5 pl-4">
        <div className="min-w-0 grow py-1.5">
          {place.namespace && place.workload && place.kind ? (
            <ObjectLink
              kind={place.kind}
              name={place.workload}
              namespace={place.namespace}
              href={objectPath(
                { kind: place.kind, namespace: place.namespace, name: place.workload },
                viewQuery,
              )}
            />
          ) : (
            <bdi className="font-semibold break-words">{namePlace(place, span.service)}</bdi>
          )}
        </div>
        <IconButton aria-label={t('close')} icon={<CloseIcon size={16} />} onClick={onClose} />
      </header>
      <div className="max-h-152 space-y-3 overflow-auto px-4 py-3">
        {place.namespace && place.workload ? (
          <Link
            href={paths.logsAround(
              {
                namespace: place.namespace,
                workload: place.workload,
                at: new Date(endMs).toISOString(),
                ...(span.requestId ? { find: span.requestId } : {}),
              },
              viewQuery,
            )}
            prefetch={false}
            className="inline-block rounded-control text-accent hover:underline"
          >
            {t('logs')}
          </Link>
        ) : null}
        <Facts trace={trace} span={span} />
        <Tags span={span} />
      </div>
    </aside>
  )
}

function Facts({ trace, span }: { readonly trace: Trace; readonly span: TraceSpan }) {
  const t = useTranslations('traces.panel')
  const all = useTranslations('traces')
  const words = useSpanWords()
  const { route, flags, oddities, skewMs } = span
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('proxy'), words.side(span)],
    [t('pod'), span.place.pod],
    [t('operation'), span.operation === '' ? t('withheld') : formatRequest(span)],
    [t('answer'), words.answer({ ...span, flags: [] })],
    [t('flags'), flags.length === 0 ? undefined : flags.map(words.flag).join('; ')],
    [
      t('route'),
      route && [route.host, route.port, route.subset].filter((part) => part !== undefined).join(' · '),
    ],
    [t('cluster'), route && <span className="font-mono">{route.cluster}</span>],
    [
      t('began'),
      `${formatClock(Date.parse(trace.start) + span.offsetMs, true)} (+${formatLatency(span.offsetMs)})`,
    ],
    [t('duration'), formatLatency(span.durationMs)],
    [
      t('self'),
      t('selfMeans', { duration: formatLatency(span.selfMs), meaning: all(`meaning.${span.delay}`) }),
    ],
    [t('critical'), formatLatency(span.criticalMs)],
    [t('skew'), Math.abs(skewMs) >= 0.001 ? t('skewed', { by: formatLatency(Math.abs(skewMs)) }) : undefined],
    [t('odd'), oddities.length > 0 ? oddities.map((one) => all(`oddity.${one}`)).join(' ') : undefined],
  ]
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-3 gap-y-1">
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([word, value]) => (
          <div key={word} className="contents">
            <dt className="text-muted">{word}</dt>
            <dd className="min-w-0 break-words">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  )
}

function Tags({ span: { tags, cutTags, events } }: { readonly span: TraceSpan }) {
  const t = useTranslations('traces.panel')
  return (
    <details open={tags.length <= 40}>
      <summary className="w-fit rounded-control font-semibold">{t('tags', { count: tags.length })}</summary>
      <dl className="mt-1 space-y-1 text-small">
        {tags.map(([name, value]) => (
          <div key={name}>
            <dt className="font-mono break-all text-muted">
              <bdi>{name}</bdi>
            </dt>
            <dd className="font-mono break-all">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {cutTags > 0 ? <p className="mt-1 text-muted">{t('cutTags', { count: cutTags })}</p> : null}
      {events.length > 0 ? (
        <ul aria-label={t('events')} className="mt-2 space-y-0.5 text-small">
          {events.map(({ offsetMs, name }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events of one answer never change, and two may be alike.
            <li key={at} className="break-words">
              <span className="tabular text-muted">+{formatLatency(Math.max(0, offsetMs))}</span>{' '}
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  )
}
