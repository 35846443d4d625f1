'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { useDelayWords } from '#components/traces/delay-words.tsx'
import { formatClock, formatRequest, formatShortRequest } from '#components/traces/words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { cx } from '#components/ui/cx.ts'
import { FailingIcon } from '#components/ui/icons.tsx'
import type { Sort } from '#components/ui/table.tsx'
import { twoLineRowHeight, usualRowHeight } from '#components/ui/table-height.ts'
import { useNarrow } from '#components/ui/use-media.ts'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { TraceItem } from '#contract/traces.ts'

const orders: Readonly<Record<string, (item: TraceItem) => string | number>> = {
  name: ({ root }) => namePlace(root.place, root.service),
  start: ({ start }) => start,
  duration: ({ durationMs }) => durationMs,
  spans: ({ spanCount }) => spanCount,
  errors: ({ failedSpans }) => failedSpans,
  slowest: ({ slowest }) => slowest?.ms ?? 0,
}

/** The same traces as a table: what the plot says, in words. */
export function TraceTable({ items }: { readonly items: readonly TraceItem[] }) {
  const t = useTranslations('traces.table')
  const [sort, setSort] = useState<Sort>({ column: 'start', direction: 'descending' })
  const rows = useMemo(() => sortItems(items, sort), [items, sort])
  const narrow = useNarrow()
  const columns = useColumns(narrow)
  return (
    <VirtualTable
      label={t('label')}
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={setSort}
      rowHeight={narrow ? twoLineRowHeight : usualRowHeight}
    />
  )
}

function sortItems(items: readonly TraceItem[], { column, direction }: Sort): readonly TraceItem[] {
  const order = orders[column]
  if (!order) return items
  const sign = direction === 'ascending' ? 1 : -1
  return [...items].sort((a, b) => {
    const [left, right] = [order(a), order(b)]
    return left === right ? 0 : left < right ? -sign : sign
  })
}

/** Where it is narrow what was asked for stands below who began: beside it, it would be cut from every row. */
function useColumns(narrow: boolean): readonly Column<TraceItem>[] {
  const t = useTranslations('traces.table')
  const { viewQuery } = useView()
  const delayWords = useDelayWords()
  return [
    {
      id: 'name',
      label: t('name'),
      ...(narrow ? { width: 200 } : {}),
      cell: ({ id, root }) => (
        <Link
          href={paths.trace(id, viewQuery)}
          prefetch={false}
          data-list-item=""
          title={formatRequest(root)}
          className="group block truncate rounded-control focus-visible:-outline-offset-2"
        >
          <span className="font-medium text-accent group-hover:underline">
            {namePlace(root.place, root.service)}
          </span>{' '}
          <bdi className={cx('text-muted', narrow && 'block truncate text-small')}>
            {formatShortRequest(root)}
          </bdi>
        </Link>
      ),
    },
    {
      id: 'start',
      label: t('start'),
      width: narrow ? 90 : 110,
      first: 'descending',
      cell: ({ start }) => formatClock(Date.parse(start)),
    },
    {
      id: 'duration',
      label: t('duration'),
      width: 100,
      align: 'right',
      first: 'descending',
      cell: ({ durationMs }) => formatLatency(durationMs),
    },
    {
      id: 'spans',
      label: t('spans'),
      width: 80,
      align: 'right',
      first: 'descending',
      cell: ({ spanCount }) => spanCount,
    },
    {
      id: 'errors',
      label: t('errors'),
      width: 120,
      first: 'descending',
      cell: ({ failedSpans }) =>
        failedSpans === 0 ? (
          <span className="text-muted">{t('noErrors')}</span>
        ) : (
          <Badge tone="failing" icon={<FailingIcon size={12} />}>
            {t('failed', { count: failedSpans })}
          </Badge>
        ),
    },
    {
      id: 'slowest',
      label: t('slowest'),
      first: 'descending',
      cell: ({ slowest }) => (slowest ? `${formatLatency(slowest.ms)} · ${delayWords(slowest)}` : null),
    },
  ]
}
