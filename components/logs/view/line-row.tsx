'use client'
import { useTranslations } from 'next-intl'
import { memo, type Ref } from 'react'
import { type Entry, readParsed } from '#components/logs/feed/line-store.ts'
import type { Level } from '#components/logs/parse/types.ts'
import { ColumnCells } from '#components/logs/view/column-cells.tsx'
import { formatTime } from '#components/logs/view/format-moment.ts'
import { LineText, type RowLook } from '#components/logs/view/line-text.tsx'
import type { NamedSource } from '#components/logs/view/name-sources.ts'
import { SourceName } from '#components/logs/view/source-name.tsx'
import { cx } from '#components/ui/cx.ts'
import { DegradedIcon, FailingIcon } from '#components/ui/icons.tsx'

interface LineRowProps {
  readonly entry: Entry
  readonly index: number
  readonly source: NamedSource | undefined
  readonly look: RowLook
  readonly chosen: boolean
  /** The line that the search stands at, or the moment that was jumped to. */
  readonly active: boolean
  readonly onChoose: (entry: Entry) => void
  readonly ref?: Ref<HTMLLIElement> | undefined
}

/** One line: when, who, how bad, what. */
export const LineRow = memo(function LineRow({
  entry,
  index,
  source,
  look,
  chosen,
  active,
  onChoose,
  ref,
}: LineRowProps) {
  const t = useTranslations('logs.line')
  const { line } = entry
  const { level } = readParsed(entry)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the row has the keys; a press anywhere on it is a convenience.
    <li
      ref={ref}
      data-row={index}
      data-index={index}
      aria-setsize={-1}
      aria-posinset={index + 1}
      aria-current={chosen ? 'true' : undefined}
      onClick={() => {
        // Whoever marks a part of a line to copy it does not mean to open the line.
        if (window.getSelection()?.isCollapsed ?? true) onChoose(entry)
      }}
      className={cx(
        'flex min-h-6 cursor-pointer items-start gap-x-3 border-l-2 px-3 py-1 font-mono text-small',
        look.stacked && 'flex-wrap',
        chosen ? 'bg-selected' : 'hover:bg-hover',
        readEdge(active, level),
      )}
    >
      <button
        type="button"
        data-list-item=""
        className="tabular -my-1 h-6 shrink-0 rounded-control whitespace-nowrap text-muted"
        title={line.time}
      >
        <span className="sr-only">{t('open')} </span>
        {formatTime(line.time, look.zone, look.today)}
      </button>
      <Source entry={entry} source={source} look={look} />
      <span className="w-3.5 shrink-0 pt-px">
        <LevelMark level={level} />
      </span>
      {look.as === 'columns' ? (
        <ColumnCells entry={entry} look={look} />
      ) : (
        <LineText text={line.text} look={look} />
      )}
    </li>
  )
})

function Source({ entry, source, look }: Pick<LineRowProps, 'entry' | 'source' | 'look'>) {
  if (!look.sourceWidth) return null
  const room = look.stacked ? 'min-w-0 grow basis-0' : cx('shrink-0', look.sourceWidth)
  return (
    <span className={cx('truncate', room)}>{source ? <SourceName source={source} /> : entry.source}</span>
  )
}

function readEdge(active: boolean, level: Level | undefined): string {
  if (active) return 'border-accent'
  return level === 'error' ? 'border-failing' : level === 'warn' ? 'border-degraded' : 'border-transparent'
}

function LevelMark({ level }: { readonly level: Level | undefined }) {
  const t = useTranslations('logs.level')
  if (level !== 'error' && level !== 'warn') return null
  const Icon = level === 'error' ? FailingIcon : DegradedIcon
  return (
    <span className={level === 'error' ? 'text-failing' : 'text-degraded'} title={t(level)}>
      <Icon size={13} />
      <span className="sr-only">{t(level)}</span>
    </span>
  )
}
