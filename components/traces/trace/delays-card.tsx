'use client'
import { useTranslations } from 'next-intl'
import { formatLatency, formatPercent } from '#components/mesh/format.ts'
import { delayFills, useDelayWords } from '#components/traces/delay-words.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import type { Trace } from '#contract/traces.ts'

const mostTold = 8

/** Who added the delay: every moment of the trace belongs to one of these. */
export function DelaysCard({ trace: { delays, durationMs } }: { readonly trace: Trace }) {
  const t = useTranslations('traces.delays')
  const words = useDelayWords()
  const told = delays.slice(0, mostTold)
  const rest = delays.slice(mostTold).reduce((sum, { ms }) => sum + ms, 0)
  const share = (ms: number): number => (durationMs > 0 ? (100 * ms) / durationMs : 0)
  const keyOf = (delay: (typeof delays)[number]): string =>
    [words(delay), delay.place?.namespace, delay.other?.namespace].join(' ')
  return (
    <Card title={t('title')}>
      <div className="space-y-2 px-4 py-3">
        <div aria-hidden className="flex h-3 gap-px overflow-hidden rounded-control">
          {told.map((delay) => (
            <div
              key={keyOf(delay)}
              className={delayFills[delay.kind]}
              style={{ width: `${share(delay.ms)}%` }}
            />
          ))}
        </div>
        <ol className="space-y-1">
          {told.map((delay) => (
            <li key={keyOf(delay)} className="flex items-baseline gap-2">
              <span aria-hidden className={cx('size-2.5 shrink-0 rounded-full', delayFills[delay.kind])} />
              <bdi className="min-w-0 grow break-words">{words(delay)}</bdi>
              <span className="tabular shrink-0 font-medium">{formatLatency(delay.ms)}</span>
              <span className="tabular w-12 shrink-0 text-right text-muted">
                {formatPercent(share(delay.ms))}
              </span>
            </li>
          ))}
        </ol>
        {rest > 0 ? (
          <p className="text-muted">
            {t('rest', { count: delays.length - mostTold, duration: formatLatency(rest) })}
          </p>
        ) : null}
      </div>
    </Card>
  )
}
