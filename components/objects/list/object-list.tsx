'use client'
import { useTranslations } from 'next-intl'
import { memo, useCallback, useMemo } from 'react'
import { MeshLabelsButton } from '#components/objects/labels/mesh-labels-button.tsx'
import { NameCell } from '#components/objects/list/cells.tsx'
import { buildFit, type Filter, parseFilter } from '#components/objects/list/filter.ts'
import { FilterBox, listKeys } from '#components/objects/list/filter-box.tsx'
import { ListSkeleton, NothingListed } from '#components/objects/list/list-states.tsx'
import { buildRows, formatSort, type ObjectRow, parseSort } from '#components/objects/list/rows.ts'
import { SeenTrafficProvider } from '#components/objects/list/seen-traffic.tsx'
import { TakeMenu } from '#components/objects/list/take-menu.tsx'
import type { ColumnId, ListDefinition, ObjectItem } from '#components/objects/list/types.ts'
import { useListState } from '#components/objects/list/use-list-state.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ColumnsMenu } from '#components/shell/columns-menu.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { type ColumnChoice, useColumns } from '#components/shell/use-columns.ts'
import { useView } from '#components/shell/view.tsx'
import type { Sort } from '#components/ui/table.tsx'
import { twoLineRowHeight } from '#components/ui/table-height.ts'
import { useNarrow } from '#components/ui/use-media.ts'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { Notice } from '#contract/words.ts'
import words from '#messages/areas/objects.json'

/** Columns that a phone has room for. */
const narrowColumns: readonly ColumnId[] = ['name', 'health', 'traffic']

interface ListAnswer<Item> {
  readonly asOf: string
  readonly items: readonly Item[]
  readonly notices: readonly Notice[]
}

interface ListProps<Item extends ObjectItem> {
  readonly definition: ListDefinition<Item>
  readonly answer: LiveCall<ListAnswer<Item>>
}

/** A list page with its words. */
export function ObjectList<Item extends ObjectItem>(props: ListProps<Item>) {
  return (
    <AreaWords words={words}>
      <ListScreen {...props} />
    </AreaWords>
  )
}

/** The chosen namespaces' items. An answer may hold more: an older one, or one that was asked for all. */
function useChosenItems<Item extends ObjectItem>(
  items: readonly Item[] | undefined,
): readonly Item[] | undefined {
  const { namespaces } = useView().view
  return useMemo(() => {
    if (namespaces.length === 0) return items
    const chosen = new Set(namespaces)
    return items?.filter(({ namespace }) => chosen.has(namespace))
  }, [items, namespaces])
}

/** A list page: filter, choice of columns and files above, and the table of what fits. */
function ListScreen<Item extends ObjectItem>({ definition, answer }: ListProps<Item>) {
  const t = useTranslations('objects')
  const { id, columns, first, facts, firstSort } = definition
  const { asked, drawn, setFilter, setSort } = useListState()
  const filter = useMemo(() => parseFilter(asked.filter, listKeys(facts)), [asked.filter, facts])
  const wanted = useMemo(() => parseFilter(drawn.filter, listKeys(facts)), [drawn.filter, facts])
  const sort = useMemo(() => parseSort(asked.sort, columns, firstSort), [asked.sort, columns, firstSort])
  const order = useMemo(() => parseSort(drawn.sort, columns, firstSort), [drawn.sort, columns, firstSort])
  const ids = useMemo(() => columns.map((column) => column.id), [columns])
  const choice = useColumns<ColumnId>(`objects.columns.${id}`, ids, first, 'name')
  const items = useChosenItems(answer.data?.items)
  // Sorted once, whatever is typed.
  const all = useMemo(() => items && buildRows(items, columns, order), [items, columns, order])
  const rows = useMemo(() => {
    const fits = buildFit(wanted, facts)
    return fits ? all?.filter(fits) : all
  }, [all, wanted, facts])
  const onSort = useCallback((next: Sort) => setSort(formatSort(next, firstSort)), [setSort, firstSort])
  return (
    <section aria-label={t(`title.${id}`)} className="flex h-full min-h-96 flex-col bg-surface">
      <ListHead
        definition={definition}
        choice={choice}
        filter={filter}
        onFilter={setFilter}
        items={items}
        rows={rows}
        asOf={answer.data?.asOf}
      />
      {answer.problem ? (
        <ProblemView problem={answer.problem} stale={items !== undefined} onRetry={answer.askAgain} />
      ) : null}
      <NoticeList notices={answer.data?.notices} />
      <div className="relative min-h-0 grow">
        {rows && rows.length > 0 ? (
          <KeptTable
            definition={definition}
            rows={rows}
            shown={choice.shown}
            sort={sort}
            onSort={onSort}
            asOf={answer.data?.asOf}
          />
        ) : rows ? (
          <NothingListed list={id} onClear={items && items.length > 0 ? () => setFilter('') : undefined} />
        ) : answer.problem ? null : (
          <ListSkeleton />
        )}
      </div>
    </section>
  )
}

interface HeadProps<Item extends ObjectItem> {
  readonly definition: ListDefinition<Item>
  readonly choice: ColumnChoice<ColumnId>
  readonly filter: Filter
  readonly onFilter: (text: string) => void
  /** Undefined while nothing has come yet. */
  readonly items: readonly Item[] | undefined
  readonly rows: readonly ObjectRow<Item>[] | undefined
  readonly asOf: string | undefined
}

function ListHead<Item extends ObjectItem>({
  definition,
  choice,
  filter,
  onFilter,
  items,
  rows,
  asOf,
}: HeadProps<Item>) {
  const t = useTranslations('objects')
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
      <FilterBox
        filter={filter}
        onFilter={onFilter}
        items={items ?? nothing}
        facts={definition.facts}
        placeholder={definition.id === 'config' ? t('filter.placeholderConfig') : undefined}
      />
      <p role="status" className="tabular text-muted">
        {rows && items ? t('count', { shown: rows.length, all: items.length }) : null}
      </p>
      <KeptTools definition={definition} choice={choice} rows={rows} asOf={asOf} />
    </div>
  )
}

/** What can be done with the list as a whole. */
function ListTools<Item extends ObjectItem>({
  definition,
  choice,
  rows,
  asOf,
}: Pick<HeadProps<Item>, 'definition' | 'choice' | 'rows' | 'asOf'>) {
  const t = useTranslations('objects')
  const listed = useMemo(() => rows?.map(({ item }) => item), [rows])
  return (
    <div className="ml-auto flex items-center gap-2">
      {definition.actions}
      {definition.labels && listed ? <MeshLabelsButton items={listed} /> : null}
      {/* The catalogue has a word for each column of all lists. */}
      <ColumnsMenu choice={choice} nameColumn={(column) => t(`column.${column}` as 'column.name')} />
      <TakeMenu definition={definition} rows={rows ?? nothing} asOf={asOf} />
    </div>
  )
}

/** A letter in the filter is drawn before the rows that it leaves, and these parts follow the rows. */
const KeptTools = memo(ListTools) as typeof ListTools // Its type forgets that of the item.
const nothing: readonly never[] = []

function ListTable<Item extends ObjectItem>({
  definition: { id, columns, tellsTraffic, narrow: phone = narrowColumns, narrowLine, path },
  rows,
  shown,
  sort,
  onSort,
  asOf,
}: {
  readonly definition: ListDefinition<Item>
  readonly rows: readonly ObjectRow<Item>[]
  readonly shown: readonly ColumnId[]
  readonly asOf: string | undefined
} & Pick<Parameters<typeof VirtualTable>[0], 'sort' | 'onSort'>) {
  const t = useTranslations('objects')
  const narrow = useNarrow()
  // The same columns let rows that stay in sight be as they are.
  const drawn = useMemo(
    () =>
      columns
        .filter((column) => (narrow ? phone : shown).includes(column.id))
        .map(
          ({ id: column, width, align, first, cell }): Column<ObjectRow<Item>> => ({
            id: column,
            label: t(`column.${column}`),
            ...(width === undefined ? {} : { width: narrow ? Math.min(width, 108) : width }),
            ...(align ? { align } : {}),
            ...(first ? { first } : {}),
            cell: ({ item }) =>
              column === 'name' && narrow ? (
                <NameCell item={item} narrow path={path} line={narrowLine} />
              ) : (
                cell(item)
              ),
          }),
        ),
    [columns, narrow, phone, shown, t, path, narrowLine],
  )
  const table = (onRest?: (first: number, last: number) => void) => (
    <VirtualTable
      label={t(`title.${id}`)}
      columns={drawn}
      rows={rows}
      sort={sort}
      onSort={onSort}
      rowHeight={narrow ? twoLineRowHeight : 38}
      {...(onRest ? { onRest } : {})}
    />
  )
  if (!tellsTraffic) return table()
  return (
    <SeenTrafficProvider rows={shown.includes('traffic') ? rows : nothing} at={asOf}>
      {table}
    </SeenTrafficProvider>
  )
}

const KeptTable = memo(ListTable) as typeof ListTable // As above.
