'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { formatClock, formatRequest } from '#components/traces/words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { FailingIcon } from '#components/ui/icons.tsx'
import type { Trace } from '#contract/traces.ts'

/** What the trace was, in two lines, and the ways out of it. */
export function TraceHeader({ trace }: { readonly trace: Trace }) {
  const t = useTranslations('traces.trace')
  const { view, viewQuery } = useView()
  const { root, id, durationMs, spanCount, failedSpans, storeUrl, requestId } = trace
  const started = new Date(trace.start)
  const namespaces = [...new Set(trace.spans.flatMap(({ place }) => place.namespace ?? []))]
  const at = chooseMoment(trace, view.rangeSeconds)
  const workloads = [...new Set(trace.spans.flatMap(({ place }) => place.workload ?? []))]
  return (
    <header className="space-y-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-title font-semibold break-words">
          <bdi>{namePlace(root.place, root.service)}</bdi>{' '}
          <bdi className="font-normal text-muted">{formatRequest(root)}</bdi>
        </h2>
        {failedSpans > 0 ? (
          <Badge tone="failing" icon={<FailingIcon size={12} />}>
            {t('failed', { count: failedSpans })}
          </Badge>
        ) : null}
      </div>
      <p className="tabular flex flex-wrap gap-x-3 text-muted">
        <span className="font-semibold text-fg">{formatLatency(durationMs)}</span>
        <span>{t('spans', { count: spanCount })}</span>
        <span>{t('workloads', { count: workloads.length })}</span>
        <time dateTime={trace.start}>
          {started.toLocaleDateString()} {formatClock(started.getTime(), true)}
        </time>
        <span className="font-mono break-all">{id}</span>
        {requestId ? <span className="font-mono break-all">{t('request', { id: requestId })}</span> : null}
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        {workloads.length > 0 ? (
          <Link
            href={paths.traceOnGraph({ id, namespaces, at }, viewQuery)}
            prefetch={false}
            className="rounded-control text-accent hover:underline"
          >
            {t('onGraph')}
          </Link>
        ) : null}
        {storeUrl ? (
          <a
            href={storeUrl}
            target="_blank"
            rel="noreferrer"
            className="rounded-control text-accent hover:underline"
          >
            {t('inStore')}
          </a>
        ) : null}
      </p>
    </header>
  )
}

/**
 * The end of the graph's window, for a trace that a window ending now does not hold in its better half: the trace is then
 * in the middle of it.
 */
function chooseMoment({ asOf, start }: Trace, rangeSeconds: number): string | undefined {
  const halfMs = (rangeSeconds * 1_000) / 2
  const startMs = Date.parse(start)
  return Date.parse(asOf) - startMs <= halfMs ? undefined : new Date(startMs + halfMs).toISOString()
}
