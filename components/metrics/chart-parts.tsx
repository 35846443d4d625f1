'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { sumUp } from '#components/metrics/name-line.ts'
import { nameZone, useZone } from '#components/shell/use-zone.ts'
import type { LinkedLine } from '#components/ui/charts/linked-chart.tsx'
import { cx } from '#components/ui/cx.ts'

interface Steps {
  readonly from: string
  readonly stepSeconds: number
  readonly steps: number
}

/** How a chart tells its moments: by the clock that the person chose. */
export function useTimes({ from, stepSeconds, steps }: Steps) {
  const format = useFormatter()
  const [zone] = useZone()
  const timeZone = nameZone(zone)
  const days = stepSeconds * steps > 86_400
  return {
    startMs: Date.parse(from),
    stepSeconds,
    formatMoment: (ms: number) =>
      format.dateTime(ms, {
        ...(days ? ({ month: 'short', day: 'numeric' } as const) : ({ timeStyle: 'short' } as const)),
        timeZone,
      }),
    formatWhole: (ms: number) => format.dateTime(ms, { dateStyle: 'medium', timeStyle: 'medium', timeZone }),
  }
}

/** Each line with its last value, which says in words what the chart draws. A press hides the line or brings it back. */
export function Legend({
  lines,
  hidden,
  onToggle,
  formatValue,
}: {
  readonly lines: readonly LinkedLine[]
  readonly hidden: ReadonlySet<string>
  readonly onToggle: (name: string) => void
  readonly formatValue: (value: number) => string
}) {
  const t = useTranslations('metrics')
  return (
    <ul className="flex max-h-32 flex-wrap gap-x-1 gap-y-0.5 overflow-y-auto text-small">
      {lines.map(({ name, look, values }) => {
        const { now, most } = sumUp(values)
        return (
          <li key={name} className="max-w-full">
            <button
              type="button"
              aria-pressed={!hidden.has(name)}
              onClick={() => onToggle(name)}
              className={cx(
                'inline-flex min-h-6 max-w-full items-center gap-1.5 rounded-control px-1.5 text-left hover:bg-hover',
                hidden.has(name) ? 'text-muted line-through' : '',
              )}
            >
              <svg viewBox="0 0 20 4" width={20} height={4} aria-hidden className="shrink-0">
                <path d="M0 2h20" {...look} strokeWidth={2} />
              </svg>
              <span className="min-w-0 truncate">{name}</span>
              <span className="tabular whitespace-nowrap text-muted">
                {now === undefined ? t('unmeasured') : formatValue(now)}
                {most === undefined ? '' : ` · ${t('most', { value: formatValue(most) })}`}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
