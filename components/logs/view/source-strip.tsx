'use client'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { LogsState } from '#components/logs/url.ts'
import type { ChangeLogs } from '#components/logs/use-logs-state.ts'
import type { NamedSource } from '#components/logs/view/name-sources.ts'
import { SourceName } from '#components/logs/view/source-name.tsx'
import { cx } from '#components/ui/cx.ts'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import type { LogSource } from '#contract/logs.ts'

interface SourceStripProps {
  readonly sources: readonly LogSource[]
  readonly names: ReadonlyMap<string, NamedSource>
  readonly state: LogsState
  readonly change: ChangeLogs
}

/** Who writes: a press hides and shows a source's lines. */
export const SourceStrip = memo(function SourceStrip({ sources, names, state, change }: SourceStripProps) {
  const t = useTranslations('logs.source')
  if (sources.length === 0) return null
  const off = new Set(state.off)
  const turn = (id: string) =>
    change({ off: off.has(id) ? state.off.filter((one) => one !== id) : [...state.off, id].sort() })
  return (
    <ul
      aria-label={t('label')}
      className="flex max-h-17 shrink-0 flex-wrap gap-1 overflow-auto px-3 pb-2 max-md:flex-nowrap"
    >
      {sources.map(({ pod, container, state: stands }) => {
        const id = `${pod}/${container}`
        const source = names.get(id)
        if (!source) return null
        return (
          <li key={id} className="max-w-64 shrink-0">
            <button
              type="button"
              aria-pressed={!off.has(id)}
              title={id}
              onClick={() => turn(id)}
              className={cx(
                'inline-flex h-7 max-w-full items-center gap-1.5 rounded-control border px-2 text-small hover:bg-hover',
                off.has(id) ? 'border-line text-muted line-through' : 'border-line-strong',
              )}
            >
              {off.has(id) ? <span className="truncate">{source.name}</span> : <SourceName source={source} />}
              {stands === 'open' ? null : <span className="shrink-0 text-muted">{t(`state.${stands}`)}</span>}
            </button>
          </li>
        )
      })}
    </ul>
  )
})

/** Sources that cannot be read, in words: the same words once, with how many say so. */
export const SourceProblems = memo(function SourceProblems({
  sources,
}: {
  readonly sources: readonly LogSource[]
}) {
  const t = useTranslations('logs.source')
  const groups = new Map<string, LogSource[]>()
  for (const source of sources) {
    if (!source.problem) continue
    const key = `${source.state} ${source.problem.code} ${source.problem.text.replaceAll(source.pod, '')}`
    groups.set(key, [...(groups.get(key) ?? []), source])
  }
  if (groups.size === 0) return null
  return (
    // What scrolls may shrink to nothing, and the lines below are taller than any page.
    <ScrollRegion
      label={t('problems')}
      className="max-h-32 shrink-0 border-b border-line focus-visible:-outline-offset-2"
    >
      <ul className="divide-y divide-line">
        {[...groups].map(([key, [first, ...more]]) =>
          first?.problem ? (
            <li key={key}>
              <NoticeBar severity={first.state === 'failed' ? 'warning' : 'info'}>
                <span className="font-mono text-small">
                  {first.pod}/{first.container}
                </span>
                {more.length > 0 ? ` ${t('more', { count: more.length })}` : ''}: {first.problem.text}
              </NoticeBar>
            </li>
          ) : null,
        )}
      </ul>
    </ScrollRegion>
  )
})
