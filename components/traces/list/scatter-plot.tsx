'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { placePoints, walkPoints } from '#components/traces/list/place-points.ts'
import { formatClock } from '#components/traces/words.ts'
import type { TraceItem } from '#contract/traces.ts'

interface ScatterPlotProps {
  /** Newest first. */
  readonly items: readonly TraceItem[]
  readonly from: string
  readonly until: string
}

/** Traces by time and duration: a ring, and a filled triangle for one that failed. One stop of Tab; arrows walk in time. */
export function ScatterPlot({ items, from, until }: ScatterPlotProps) {
  const t = useTranslations('traces.plot')
  const box = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string>()
  const { viewQuery } = useView()
  const { points, ticks } = useMemo(
    () => placePoints(items, Date.parse(from), Date.parse(until)),
    [items, from, until],
  )
  const activeAt = Math.max(
    0,
    items.findIndex(({ id }) => id === active),
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const to = walkPoints(event.key, activeAt, items.length)
    const item = to === undefined ? undefined : items[to]
    if (!item) return
    event.preventDefault()
    setActive(item.id)
    box.current?.querySelector<HTMLElement>(`[data-point="${to}"]`)?.focus()
  }
  return (
    <figure className="border-b border-line bg-surface px-3 pt-3 pb-1">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its links are what acts; the keys only move between them. */}
      <div ref={box} onKeyDown={onKeyDown} className="relative ml-14 h-36">
        {ticks.map(({ ms, y }) => (
          <div
            key={ms}
            aria-hidden
            className="absolute inset-x-0 border-t border-line"
            style={{ bottom: `${y}%` }}
          >
            <span className="tabular absolute -top-2 -left-14 w-12 text-right text-small text-muted">
              {formatLatency(ms)}
            </span>
          </div>
        ))}
        <ul aria-label={t('label')} className="absolute inset-x-2 inset-y-0">
          {items.map((item, at) => (
            <li
              key={item.id}
              className="absolute -mb-2 -ml-2 hover:z-1 focus-within:z-1"
              style={{ left: `${points[at]?.x ?? 0}%`, bottom: `${points[at]?.y ?? 0}%` }}
            >
              <Link
                href={paths.trace(item.id, viewQuery)}
                prefetch={false}
                data-point={at}
                tabIndex={at === activeAt ? 0 : -1}
                onFocus={() => setActive(item.id)}
                aria-label={t(item.failedSpans > 0 ? 'failed' : 'point', describe(item))}
                title={t(item.failedSpans > 0 ? 'failed' : 'point', describe(item))}
                className="block rounded-control"
              >
                <Mark failed={item.failedSpans > 0} />
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <Caption from={from} until={until} />
    </figure>
  )
}

/** The ends of the time, and what the marks mean. */
function Caption({ from, until }: Pick<ScatterPlotProps, 'from' | 'until'>) {
  const t = useTranslations('traces.plot')
  return (
    <figcaption className="tabular ml-14 flex flex-wrap justify-between gap-x-3 text-small text-muted">
      <span>{formatClock(Date.parse(from))}</span>
      <span className="inline-flex flex-wrap items-center justify-center gap-x-3 max-md:order-last max-md:w-full">
        <span className="inline-flex items-center gap-1">
          <Mark failed={false} />
          {t('well')}
        </span>
        <span className="inline-flex items-center gap-1">
          <Mark failed />
          {t('withErrors')}
        </span>
        <span>{t('axis')}</span>
      </span>
      <span>{formatClock(Date.parse(until))}</span>
    </figcaption>
  )
}

function describe({ root, durationMs, start, failedSpans }: TraceItem) {
  return {
    name: namePlace(root.place, root.service),
    duration: formatLatency(durationMs),
    time: formatClock(Date.parse(start)),
    count: failedSpans,
  }
}

function Mark({ failed }: { readonly failed: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={16}
      height={16}
      aria-hidden
      className={failed ? 'text-failing' : 'text-accent'}
    >
      {failed ? (
        <path d="M8 3 13 12.5H3z" fill="currentColor" stroke="var(--surface)" strokeWidth={1} />
      ) : (
        <circle
          cx={8}
          cy={8}
          r={3.5}
          fill="var(--surface-selected)"
          stroke="currentColor"
          strokeWidth={1.5}
        />
      )}
    </svg>
  )
}
