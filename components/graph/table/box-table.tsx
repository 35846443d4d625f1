'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { focusPanel } from '#components/graph/keyboard/focus.ts'
import { countErrorPercent, countRequests, type Flow } from '#components/graph/picture/sum-edges.ts'
import { type BoxColumn, type BoxRow, boxColumns, buildBoxRows } from '#components/graph/table/box-rows.ts'
import { Errors, Measure } from '#components/graph/table/cells.tsx'
import { formatSort, parseSort } from '#components/graph/table/rows.ts'
import type { TableProps } from '#components/graph/table/types.ts'
import { formatBytesRate, formatPercent, formatRate } from '#components/mesh/format.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'

/** Clusters, namespaces and apps, with what crosses their borders. */
export function BoxTable({ graph, state, change, found, shown, onMenu }: TableProps<BoxColumn>) {
  const t = useTranslations('graph.table')
  const kinds = useTranslations('graph.kind')
  const sort = parseSort(state.sort, boxColumns)
  const rows = useMemo(() => buildBoxRows(graph, parseSort(state.sort, boxColumns)), [graph, state.sort])
  const columns = boxColumns
    .filter((id) => shown.includes(id))
    .map(
      (id): Column<BoxRow> => ({
        ...(id === 'kind' ? { width: 112, cell: ({ kind }: BoxRow) => kinds(kind) } : looks[id]),
        id,
        label: t(`column.${id}`),
      }),
    )
  return (
    <VirtualTable
      label={t('boxesOf')}
      columns={columns}
      rows={rows}
      sort={sort}
      onSort={(next) => change({ sort: formatSort(next) })}
      choice={{
        chosenId: state.chosen?.kind === 'box' ? state.chosen.id : undefined,
        onChoose: (row) => change({ chosen: { kind: 'box', id: row.id } }),
        onChooseAgain: () => focusPanel(),
        onMenu: (row, at, origin) => onMenu({ kind: 'box', id: row.id }, at, origin),
        nameRow: ({ name, kind, namespace }) =>
          namespace === undefined
            ? `${kinds(kind)} ${name}`
            : t('nodeRow', { name, kind: kinds(kind), namespace }),
        isFound: (row) => found.has(row.id),
      }}
    />
  )
}

type Look = Omit<Column<BoxRow>, 'id' | 'label'>

const number = (width: number, cell: Look['cell']): Look => ({
  width,
  align: 'right',
  first: 'descending',
  cell,
})

/** Requests and bytes a second, of those protocols that there are. */
function presentRates(flow: Flow): string {
  const requests = flow.http || flow.grpc ? formatRate(countRequests(flow)) : undefined
  const bytes = flow.tcp ? formatBytesRate(flow.tcp.sentPerSecond) : undefined
  return [requests, bytes].filter((text) => text !== undefined).join(' · ')
}

const looks: Readonly<Record<Exclude<BoxColumn, 'kind'>, Look>> = {
  health: { width: 112, cell: ({ status }) => <HealthMark status={status} quiet /> },
  name: {
    cell: ({ name, namespace }) => (
      <>
        {namespace === undefined ? null : <span className="text-muted">{namespace} / </span>}
        {name}
      </>
    ),
  },
  nodes: number(80, ({ nodes }) => nodes),
  trouble: number(100, ({ trouble }) => (
    <span className={trouble > 0 ? 'font-medium text-failing' : ''}>{trouble}</span>
  )),
  in: number(140, ({ inward }) => <Measure value={orNone(inward)} format={() => presentRates(inward)} />),
  errors: number(76, ({ inward }) => <Errors percent={countErrorPercent(inward)} />),
  out: number(140, ({ outward }) => <Measure value={orNone(outward)} format={() => presentRates(outward)} />),
  mtls: number(76, ({ inward }) => (
    <Measure value={inward.mtls.requests ?? inward.mtls.tcp} format={formatPercent} />
  )),
  cluster: { width: 120, cell: ({ cluster }) => cluster },
}

function orNone(flow: Flow): number | undefined {
  return flow.http || flow.grpc || flow.tcp ? 1 : undefined
}
