'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { rangeChoices } from '#components/shell/url.ts'
import { useView } from '#components/shell/view.tsx'
import { TimeIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'
import { sources as sourcesCall } from '#contract/session.ts'

/**
 * Ranges that Prometheus can answer: at least two scrapes (a rate needs two samples) and no more than it keeps. The
 * chosen one stays in the list whatever its size, so that a link shows what it says.
 */
export function listRanges(facts: {
  chosen: number
  scrapeIntervalSeconds?: number | undefined
  retentionSeconds?: number | undefined
}): { seconds: number; possible: boolean }[] {
  const least = 2 * (facts.scrapeIntervalSeconds ?? 0)
  const most = facts.retentionSeconds ?? Number.POSITIVE_INFINITY
  return [...new Set<number>([...rangeChoices, facts.chosen])]
    .sort((a, b) => a - b)
    .map((seconds) => ({ seconds, possible: seconds >= least && seconds <= most }))
}

/** The window that rates are taken over. */
export function RangePicker() {
  const t = useTranslations('shell.range')
  const { view, setView } = useView()
  const { data } = useLiveCall(sourcesCall, {}, { intervalMs: 30_000 })
  const leastSeconds = 2 * (data?.scrapeIntervalSeconds ?? 0)
  const ranges = listRanges({
    chosen: view.rangeSeconds,
    scrapeIntervalSeconds: data?.scrapeIntervalSeconds,
    retentionSeconds: data?.retentionSeconds,
  })
  return (
    <Select
      aria-label={t('label')}
      icon={<TimeIcon size={14} />}
      // As wide as the chosen range: those that Prometheus cannot answer say why, at length.
      className="max-w-52 lg:max-xl:max-w-32 [&>select]:field-sizing-content"
      value={String(view.rangeSeconds)}
      onValueChange={(value) => setView({ rangeSeconds: Number(value) })}
      options={ranges.map(({ seconds, possible }) => ({
        value: String(seconds),
        label: t(possible ? 'last' : seconds < leastSeconds ? 'tooShort' : 'tooLong', {
          window: formatWindow(seconds),
          kept: formatWindow(data?.retentionSeconds ?? 0),
        }),
        disabled: !possible && seconds !== view.rangeSeconds,
      }))}
    />
  )
}
