'use client'
import { useTranslations } from 'next-intl'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { Entry } from '#components/logs/feed/line-store.ts'
import { columnIds, columnLooks } from '#components/logs/view/column-cells.tsx'
import { LineRow } from '#components/logs/view/line-row.tsx'
import type { RowLook } from '#components/logs/view/line-text.tsx'
import type { NamedSource } from '#components/logs/view/name-sources.ts'
import { cx } from '#components/ui/cx.ts'
import { useVirtualList } from '#components/ui/use-virtual-list.ts'

const rowHeight = 24
/** Of two lines of text: the time and source, and what was written. */
const stackedHeight = 44
/** Nearer to the end than this is at the end. */
const endPx = 32

interface LineListProps {
  readonly shown: readonly Entry[]
  readonly sources: ReadonlyMap<string, NamedSource>
  readonly look: RowLook
  readonly chosenId: number | undefined
  /** The index to be seen, and marked. */
  readonly activeIndex: number | undefined
  /** Whether the list stays at its end as lines come. */
  readonly following: boolean
  readonly onFollow: (following: boolean) => void
  readonly onChoose: (entry: Entry) => void
}

/** Thousands of lines of which only the seen ones are drawn. Arrows, j and k, Page, Home and End walk all of them. */
export function LineList(props: LineListProps) {
  const { shown, sources, look, chosenId, activeIndex, onChoose } = props
  const t = useTranslations('logs')
  const scroller = useRef<HTMLDivElement>(null)
  const { virtual, onKeyDown } = useVirtualList({
    scroller,
    count: shown.length,
    rowHeight: look.stacked ? stackedHeight : rowHeight,
    keyOf: (index) => shown[index]?.id ?? index,
  })
  useEnd(scroller, props)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new aim scrolls; lines that come must not.
  useEffect(() => {
    if (activeIndex !== undefined) virtual.scrollToIndex(activeIndex, { align: 'center' })
  }, [activeIndex])
  const items = virtual.getVirtualItems()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows' buttons are what acts; the keys only move between them.
    <div ref={scroller} onKeyDown={onKeyDown} className="@container relative h-full overflow-auto bg-surface">
      {look.as === 'columns' ? <ColumnHeads sourceWidth={look.sourceWidth} /> : null}
      <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        <ol
          aria-label={t('lines')}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
        >
          {items.map(({ index, key }) => {
            const entry = shown[index]
            return entry ? (
              <LineRow
                key={key}
                ref={look.wrap || look.stacked ? virtual.measureElement : undefined}
                entry={entry}
                index={index}
                source={sources.get(entry.source)}
                look={look}
                chosen={entry.id === chosenId}
                active={index === activeIndex}
                onChoose={onChoose}
              />
            ) : null
          })}
        </ol>
      </div>
    </div>
  )
}

/** Keeps the list at its end while it follows; a person who scrolls up stops that, and at the end it goes on. */
function useEnd(
  scroller: RefObject<HTMLDivElement | null>,
  { shown, following, onFollow, look }: LineListProps,
): void {
  const lastTop = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines and a new look are what moves the end.
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || !following) return
    box.scrollTop = box.scrollHeight
    lastTop.current = box.scrollTop
  }, [shown, following, look])
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const onScroll = () => {
      const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < endPx
      const went = box.scrollTop - lastTop.current
      lastTop.current = box.scrollTop
      if (went < -2 && !isAtEnd) onFollow(false)
      else if (went > 2 && isAtEnd) onFollow(true)
    }
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => box.removeEventListener('scroll', onScroll)
  }, [scroller, onFollow])
}

function ColumnHeads({ sourceWidth }: Pick<RowLook, 'sourceWidth'>) {
  const t = useTranslations('logs')
  return (
    <div
      aria-hidden
      className="sticky top-0 z-1 flex h-8 items-center gap-3 border-b border-line bg-surface px-3 text-small text-muted"
    >
      <span className="w-22 shrink-0">{t('column.time')}</span>
      {sourceWidth ? <span className={cx('shrink-0', sourceWidth)}>{t('column.source')}</span> : null}
      <span className="w-3.5 shrink-0" />
      {columnIds.map((id) => (
        <span key={id} className={cx('truncate', columnLooks[id])}>
          {t(`column.${id}`)}
        </span>
      ))}
    </div>
  )
}
