'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { formatPercent, formatRate } from '#components/mesh/format.ts'
import { HealthWhy } from '#components/mesh/health-why.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { ServiceItem, WorkloadItem } from '#contract/inventory.ts'

/** Workloads that belong to the page's object, each with its state and the way to it. */
export function WorkloadTable({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly WorkloadItem[]
}) {
  const t = useTranslations('detail.table')
  const { viewQuery } = useView()
  return (
    <Rows label={label} columns={[t('name'), t('health'), t('traffic'), t('version'), t('pods')]}>
      {items.map((item) => (
        <tr key={`${item.kind}/${item.name}`}>
          <Td>
            <ObjectLink kind={item.kind} name={item.name} href={paths.workload(item, viewQuery)} listItem />
          </Td>
          <Td>
            <ItemHealth item={item} />
          </Td>
          <Td>
            <ItemTraffic item={item} />
          </Td>
          <Td className="text-muted">{item.version ?? '–'}</Td>
          <Td className="whitespace-nowrap">
            {t('available', { available: item.replicas.available, desired: item.replicas.desired })}
          </Td>
        </tr>
      ))}
    </Rows>
  )
}

export function ServiceTable({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly ServiceItem[]
}) {
  const t = useTranslations('detail.table')
  const { viewQuery } = useView()
  return (
    <Rows label={label} columns={[t('name'), t('health'), t('traffic'), t('ports')]}>
      {items.map((item) => (
        <tr key={`${item.kind}/${item.name}`}>
          <Td>
            <ObjectLink kind={item.kind} name={item.name} href={paths.service(item, viewQuery)} listItem />
          </Td>
          <Td>
            <ItemHealth item={item} />
          </Td>
          <Td>
            <ItemTraffic item={item} />
          </Td>
          <Td className="text-muted">{item.ports.map(({ port }) => port).join(', ')}</Td>
        </tr>
      ))}
    </Rows>
  )
}

function Rows({
  label,
  columns,
  children,
}: {
  readonly label: string
  readonly columns: readonly string[]
  readonly children: ReactNode
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Th key={column}>{column}</Th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}

function ItemHealth({ item: { namespace, name, health } }: { readonly item: WorkloadItem | ServiceItem }) {
  return <HealthWhy of={`${namespace}/${name}`} health={health} />
}

function ItemTraffic({ item }: { readonly item: WorkloadItem | ServiceItem }) {
  const t = useTranslations('detail.head')
  const { requestsPerSecond, errorPercent } = item
  if (requestsPerSecond === undefined) return <span className="text-muted">{t('untold')}</span>
  if (requestsPerSecond === 0) return <span className="text-muted">{t('noTraffic')}</span>
  return (
    <span className="whitespace-nowrap">
      {formatRate(requestsPerSecond)}
      {errorPercent ? (
        <span className="font-medium text-failing">
          {' · '}
          {t('errors', { percent: formatPercent(errorPercent) })}
        </span>
      ) : null}
    </span>
  )
}
