'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Why } from '#components/mesh/reason-list.tsx'
import { toneText } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import {
  DegradedIcon,
  LockedIcon,
  MixedIcon,
  PlainIcon,
  StrictIcon,
  UnknownIcon,
} from '#components/ui/icons.tsx'
import type { Sort } from '#components/ui/table.tsx'
import { measureTable } from '#components/ui/table-height.ts'
import { VirtualTable } from '#components/ui/virtual-table.tsx'
import type { GatewayRoute } from '#contract/edge.ts'

const looks = {
  open: { tone: 'degraded', icon: PlainIcon },
  depends: { tone: 'neutral', icon: MixedIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
  external: { tone: 'neutral', icon: DegradedIcon },
  certificate: { tone: 'healthy', icon: LockedIcon },
  closed: { tone: 'healthy', icon: StrictIcon },
} as const

type Row = GatewayRoute & { readonly id: string }
const order = Object.keys(looks)

/** Every route into the mesh, those that are open to strangers first. */
export function IngressCard({
  routes,
  total,
}: {
  readonly routes: readonly GatewayRoute[]
  readonly total: number
}) {
  const t = useTranslations('security.edge')
  const open = routes.filter(({ exposure }) => exposure === 'open').length
  return (
    <Card
      title={t('ingress')}
      aside={
        <span className={open > 0 ? 'text-degraded' : 'text-muted'}>{t('openCount', { open, total })}</span>
      }
    >
      {routes.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t('noIngress')}</p>
      ) : (
        <GatewayRoutes label={t('ingress')} routes={routes} />
      )}
    </Card>
  )
}

/** Routes of gateways as a table that is as high as it needs, up to a screen. */
export function GatewayRoutes({
  label,
  routes,
}: {
  readonly label: string
  readonly routes: readonly GatewayRoute[]
}) {
  const t = useTranslations('security.edge')
  const [sort, setSort] = useState<Sort>({ column: 'exposure', direction: 'ascending' })
  const rows = routes
    .map((route, index): Row => ({ ...route, id: String(index) }))
    .toSorted((a, b) => compare(a, b, sort))
  return (
    <div className="max-h-[min(60dvh,40rem)] overflow-hidden" style={{ height: measureTable(rows.length) }}>
      <VirtualTable
        label={label}
        rows={rows}
        sort={sort}
        onSort={setSort}
        columns={[
          { id: 'host', label: t('host'), cell: (row: Row) => <Long text={row.host} /> },
          { id: 'exposure', label: t('stranger'), width: 170, cell: (row) => <ExposureMark row={row} /> },
          { id: 'port', label: t('port'), width: 130, cell: (row) => <Port row={row} /> },
          { id: 'tls', label: t('tls'), width: 120, cell: (row) => row.tls ?? <Plain row={row} /> },
          {
            id: 'route',
            label: t('route'),
            width: 270,
            sortable: false,
            cell: (row) => <RouteOf row={row} />,
          },
          { id: 'gateway', label: t('gateway'), width: 230, cell: (row) => <GatewayOf row={row} /> },
        ]}
      />
    </div>
  )
}

function GatewayOf({ row: { gateway } }: { readonly row: Row }) {
  const t = useTranslations('security.edge')
  return gateway ? (
    <Long text={`${gateway.namespace}/${gateway.name}`} />
  ) : (
    <span className="text-muted">{t('notAmong')}</span>
  )
}

function compare(a: Row, b: Row, { column, direction }: Sort): number {
  const sign = direction === 'ascending' ? 1 : -1
  const read = (row: Row): string | number => {
    if (column === 'exposure') return order.indexOf(row.exposure)
    if (column === 'port') return row.port ?? 0
    if (column === 'tls') return row.tls ?? ''
    if (column === 'gateway') return `${row.gateway?.namespace}/${row.gateway?.name}`
    return row.host
  }
  const [first, second] = [read(a), read(b)]
  return first === second ? Number(a.id) - Number(b.id) : first < second ? -sign : sign
}

function Long({ text }: { readonly text: string }) {
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  )
}

function Port({ row: { port, protocol } }: { readonly row: Row }) {
  return port === undefined ? null : (
    <span className="tabular">
      {port} <span className="text-muted">{protocol}</span>
    </span>
  )
}

function Plain({ row }: { readonly row: Row }) {
  const t = useTranslations('security.edge')
  return row.port === undefined ? null : <span className="text-muted">{t('plain')}</span>
}

function RouteOf({ row: { route } }: { readonly row: Row }) {
  const t = useTranslations('security.edge')
  if (!route) return <span className="text-muted">{t('noRoute')}</span>
  const to = route.destinations.join(', ')
  return (
    <span className="block truncate" title={`${route.namespace}/${route.name} ${route.takes} → ${to}`}>
      <span className="font-mono text-small">{route.takes}</span>{' '}
      <span className="text-muted">
        {route.namespace}/{route.name}
      </span>
    </span>
  )
}

function ExposureMark({ row }: { readonly row: Row }) {
  const t = useTranslations('security.edge')
  const { tone, icon: Icon } = looks[row.exposure]
  const word = t(`exposure.${row.exposure}`)
  return (
    <Why of={`${row.host} ${row.route?.takes ?? ''}`.trim()} verdict={word} reasons={row.reasons}>
      <span className={cx('inline-flex items-center gap-1', toneText[tone])}>
        <Icon size={14} className="shrink-0" />
        {word}
      </span>
    </Why>
  )
}
