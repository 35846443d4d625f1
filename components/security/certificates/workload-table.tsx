'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { Why } from '#components/mesh/reason-list.tsx'
import { compareRows, findWorst } from '#components/security/certificates/compare-rows.ts'
import { LifeMark, WhyLife } from '#components/security/certificates/life-mark.tsx'
import { useView } from '#components/shell/view.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import type { Sort } from '#components/ui/table.tsx'
import { VirtualTable } from '#components/ui/virtual-table.tsx'
import type { WorkloadCertificates } from '#contract/certificates.ts'

type Row = WorkloadCertificates & { readonly id: string }

/** Each workload's identity and the certificates that its proxies hold; what is wrong comes first. */
export function WorkloadTable({ workloads }: { readonly workloads: readonly WorkloadCertificates[] }) {
  const t = useTranslations('security.certificates')
  const { viewQuery } = useView()
  const [sort, setSort] = useState<Sort>({ column: 'ends', direction: 'ascending' })
  const rows = workloads
    .map((one): Row => ({ ...one, id: `${one.kind}/${one.namespace}/${one.name}` }))
    .toSorted((a, b) => compareRows(a, b, sort))
  return (
    <section
      aria-label={t('table')}
      className="h-[min(70dvh,60rem)] overflow-hidden rounded-panel border border-line"
    >
      <VirtualTable
        label={t('table')}
        rows={rows}
        sort={sort}
        onSort={setSort}
        columns={[
          {
            id: 'name',
            label: t('workload'),
            cell: (row: Row) => (
              <ObjectLink
                listItem
                kind={row.kind}
                namespace={row.namespace}
                name={row.name}
                href={paths.workload(row, viewQuery)}
              />
            ),
          },
          {
            id: 'dataPlane',
            label: t('dataPlane'),
            width: 110,
            cell: (row) => <ModeMark mode={row.dataPlane} />,
          },
          {
            id: 'identity',
            label: t('identity'),
            width: 330,
            cell: (row) => (
              <span className="block truncate font-mono text-small" title={row.identity}>
                {row.identity.replace('spiffe://', '')}
              </span>
            ),
          },
          { id: 'ends', label: t('ends'), width: 210, cell: (row) => <Ends row={row} /> },
          {
            id: 'told',
            label: t('told'),
            width: 150,
            sortable: false,
            cell: (row) => <Told row={row} />,
          },
          {
            id: 'conflicts',
            label: t('trust'),
            width: 150,
            first: 'descending',
            cell: (row) => <Trust row={row} />,
          },
        ]}
      />
    </section>
  )
}

/** The worst of its certificates; the reasons name each. */
function Ends({ row }: { readonly row: Row }) {
  const t = useTranslations('security.certificates')
  const worst = findWorst(row.certificates)
  if (!worst) return <span className="text-muted">{t('untold')}</span>
  return (
    <>
      <WhyLife
        of={`${row.namespace}/${row.name}`}
        state={worst.state}
        notAfter={worst.notAfter}
        reasons={worst.reasons}
        more={<HeldList row={row} />}
      />
      {worst.secret ? (
        <span className="ml-1 text-muted">{worst.secret.replace('kubernetes://', '')}</span>
      ) : null}
    </>
  )
}

function HeldList({ row }: { readonly row: Row }) {
  const t = useTranslations('security.certificates')
  return (
    <ul className="max-h-72 space-y-2 overflow-auto text-small">
      {row.certificates.map(({ pod, names, issuer, serial, secret, state, notAfter }) => (
        <li key={`${pod} ${secret ?? ''}`} className="break-words">
          <LifeMark state={state} notAfter={notAfter} />
          <span className="block">{pod}</span>
          {names.map((name) => (
            <span key={name} className="block font-mono">
              {name}
            </span>
          ))}
          {issuer ? <span className="block text-muted">{t('signedBy', { issuer })}</span> : null}
          {serial ? <span className="block text-muted">{t('serial', { serial })}</span> : null}
        </li>
      ))}
    </ul>
  )
}

function Told({ row }: { readonly row: Row }) {
  const t = useTranslations('security.certificates')
  const { certificates, pods } = row
  const [first] = certificates
  if (!first) return <span className="text-muted">{t('nobody')}</span>
  const told = new Set(certificates.map(({ pod }) => pod)).size
  return <span>{t(`toldBy.${first.toldBy}`, { told, pods })}</span>
}

function Trust({ row }: { readonly row: Row }) {
  const t = useTranslations('security.certificates')
  const count = row.conflicts.length
  if (row.certificates.every(({ toldBy }) => toldBy === 'metrics') && count === 0)
    return <span className="text-muted">{t('untold')}</span>
  if (count === 0) return <span className="text-muted">{t('asTheMesh')}</span>
  return (
    <Why of={`${row.namespace}/${row.name}`} verdict={t('differs')} reasons={row.conflicts}>
      <span className="inline-flex items-center gap-1 text-degraded">
        <DegradedIcon size={14} />
        {t('differs')}
      </span>
    </Why>
  )
}
