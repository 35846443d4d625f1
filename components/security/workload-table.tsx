'use client'
import { useState } from 'react'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import type { Sort } from '#components/ui/table.tsx'
import { measureTable } from '#components/ui/table-height.ts'
import { type Column, VirtualTable } from '#components/ui/virtual-table.tsx'
import type { WorkloadMtls } from '#contract/mtls.ts'

type Named = Pick<WorkloadMtls, 'kind' | 'namespace' | 'name' | 'dataPlane'>
type RowOf<One> = One & { readonly id: string }

/** Workloads with what is told of each; their name and data plane stand first. */
export function WorkloadTable<One extends Named>({
  label,
  workloads,
  words,
  firstSort,
  compare,
  columns,
}: {
  readonly label: string
  readonly workloads: readonly One[]
  readonly words: { readonly workload: string; readonly dataPlane: string }
  readonly firstSort: Sort
  readonly compare: (a: One, b: One, sort: Sort) => number
  readonly columns: readonly Column<RowOf<One>>[]
}) {
  const { viewQuery } = useView()
  const [sort, setSort] = useState<Sort>(firstSort)
  const rows = workloads
    .map((one): RowOf<One> => ({ ...one, id: `${one.kind}/${one.namespace}/${one.name}` }))
    .toSorted((a, b) => compare(a, b, sort))
  const named: readonly Column<RowOf<One>>[] = [
    {
      id: 'name',
      label: words.workload,
      cell: ({ kind, namespace, name }) => (
        <ObjectLink
          listItem
          kind={kind}
          namespace={namespace}
          name={name}
          href={paths.workload({ kind, namespace, name }, viewQuery)}
        />
      ),
    },
    {
      id: 'dataPlane',
      label: words.dataPlane,
      width: 120,
      cell: ({ dataPlane }) => <ModeMark mode={dataPlane} />,
    },
  ]
  return (
    <section
      aria-label={label}
      className="max-h-[min(70dvh,60rem)] overflow-hidden rounded-panel border border-line"
      style={{ height: measureTable(rows.length) }}
    >
      <VirtualTable label={label} rows={rows} sort={sort} onSort={setSort} columns={[...named, ...columns]} />
    </section>
  )
}
