'use client'
import { useTranslations } from 'next-intl'
import { useMemo, useRef, useState } from 'react'
import { NamespacesSkeleton, NamespaceTableRow } from '#components/overview/namespace-row.tsx'
import {
  buildRows,
  filterRows,
  type NamespaceRow,
  type RowColumn,
  sortRows,
} from '#components/overview/rows.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { useActions } from '#components/shell/actions.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterIcon, NamespaceIcon } from '#components/ui/icons.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { type Sort, SortableTh, Table, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { meshHealth, namespaces, namespaceTraffic } from '#contract/overview.ts'

interface NamespacesCardProps {
  readonly objects: LiveCall<CallOutput<typeof namespaces>>
  readonly health: LiveCall<CallOutput<typeof meshHealth>>
  readonly traffic: LiveCall<CallOutput<typeof namespaceTraffic>>
  readonly chosen: readonly string[]
}

/** Rows drawn before the person asks for all: more take long to draw and nobody reads them at once. */
const firstShown = 100

/** Every namespace the viewer may see: health, traffic, mTLS, mode. Health and traffic come and fail by themselves. */
export function NamespacesCard(props: NamespacesCardProps) {
  const { objects, health, traffic, chosen } = props
  const t = useTranslations('overview.namespaces')
  const [filter, setFilter] = useState('')
  const rows = useMemo(
    () => buildRows(objects.data?.items ?? [], health.data, traffic.data, chosen),
    [objects.data, health.data, traffic.data, chosen],
  )
  const toldAbove = new Set(health.data?.notices.map(({ text }) => text))
  const found = useMemo(() => filterRows(rows, filter), [rows, filter])
  return (
    <Card
      title={t('title')}
      aside={
        <>
          <span className="tabular text-muted">
            {objects.data ? t('count', { shown: found.length, all: objects.data.items.length }) : null}
          </span>
          <FilterBox filter={filter} onFilter={setFilter} />
        </>
      }
    >
      {objects.problem ? (
        <ProblemView
          problem={objects.problem}
          stale={objects.data !== undefined}
          onRetry={objects.askAgain}
        />
      ) : null}
      <NoticeList notices={objects.data?.notices.filter(({ text }) => !toldAbove.has(text))} />
      {traffic.problem && !objects.problem ? (
        <ProblemView
          problem={traffic.problem}
          stale={traffic.data !== undefined}
          part
          onRetry={traffic.askAgain}
        />
      ) : null}
      {/* What is to be said of the cluster's objects stands above. */}
      <NoticeList notices={traffic.data?.notices.filter(({ adapter }) => adapter !== 'kubernetes')} />
      {objects.data && found.length > 0 ? (
        <NamespacesTable rows={found} health={health} traffic={traffic} />
      ) : objects.data ? (
        <NothingToList
          anyVisible={objects.data.items.length > 0}
          onClear={filter.trim() === '' ? undefined : () => setFilter('')}
        />
      ) : objects.problem ? null : (
        <NamespacesSkeleton />
      )}
    </Card>
  )
}

function FilterBox({
  filter,
  onFilter,
}: {
  readonly filter: string
  readonly onFilter: (filter: string) => void
}) {
  const t = useTranslations('overview.namespaces')
  const box = useRef<HTMLInputElement>(null)
  useActions([
    {
      id: 'overview.filter',
      label: t('filter'),
      group: t('title'),
      keys: '/',
      icon: <FilterIcon size={16} />,
      run: () => box.current?.focus(),
    },
  ])
  return (
    <TextInput
      ref={box}
      type="search"
      aria-label={t('filter')}
      placeholder={t('filter')}
      icon={<FilterIcon size={14} />}
      value={filter}
      onChange={(event) => onFilter(event.target.value)}
      className="w-52"
    />
  )
}

/** Why there is no row: nothing fits the filter, nothing chosen is visible, or nothing is visible at all. */
function NothingToList({
  anyVisible,
  onClear,
}: {
  readonly anyVisible: boolean
  readonly onClear: (() => void) | undefined
}) {
  const t = useTranslations('overview.namespaces')
  if (!anyVisible)
    return (
      <EmptyState icon={<NamespaceIcon size={18} />} title={t('noneVisibleTitle')}>
        <p>{t('noneVisible')}</p>
        <p className="font-mono text-small text-fg">{t('noneVisibleRight')}</p>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<FilterIcon size={18} />}
      title={t('noneFoundTitle')}
      action={onClear ? <Button onClick={onClear}>{t('clearFilter')}</Button> : undefined}
    >
      {t(onClear ? 'noneFoundByFilter' : 'noneChosenVisible')}
    </EmptyState>
  )
}

function NamespacesTable({
  rows,
  health,
  traffic,
}: Pick<NamespacesCardProps, 'health' | 'traffic'> & { readonly rows: readonly NamespaceRow[] }) {
  const t = useTranslations('overview.namespaces')
  const [sort, setSort] = useState<Sort>({ column: 'health', direction: 'ascending' })
  const [all, setAll] = useState(false)
  // The headers name only the columns of RowColumn.
  const sorted = useMemo(() => sortRows(rows, sort.column as RowColumn, sort.direction), [rows, sort])
  const shown = all ? sorted : sorted.slice(0, firstShown)
  return (
    <>
      <Table label={t('title')}>
        <NamespacesHead sort={sort} onSort={setSort} />
        <tbody>
          {shown.map((row) => (
            <NamespaceTableRow
              key={`${row.summary.cluster}/${row.summary.name}`}
              row={row}
              health={health}
              traffic={traffic}
            />
          ))}
        </tbody>
      </Table>
      {shown.length < sorted.length ? (
        <div className="px-4 py-2">
          <Button size="inline" className="text-accent" onClick={() => setAll(true)}>
            {t('showAll', { count: sorted.length })}
          </Button>
        </div>
      ) : null}
    </>
  )
}

function NamespacesHead(head: { readonly sort: Sort; readonly onSort: (sort: Sort) => void }) {
  const t = useTranslations('overview.namespaces')
  return (
    <thead>
      <tr>
        <SortableTh column="name" {...head}>
          {t('name')}
        </SortableTh>
        <SortableTh column="health" {...head}>
          {t('health')}
        </SortableTh>
        <SortableTh column="requests" first="descending" {...head}>
          {t('traffic')}
        </SortableTh>
        <Th>{t('mtls')}</Th>
        <Th className="max-md:hidden">{t('mode')}</Th>
        <SortableTh column="workloads" first="descending" align="right" className="max-xl:hidden" {...head}>
          {t('workloads')}
        </SortableTh>
        <Th align="right" className="max-xl:hidden">
          {t('services')}
        </Th>
      </tr>
    </thead>
  )
}
