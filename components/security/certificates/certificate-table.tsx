'use client'
import { useTranslations } from 'next-intl'
import { Why } from '#components/mesh/reason-list.tsx'
import { compareRows, findWorst } from '#components/security/certificates/compare-rows.ts'
import { LifeMark, WhyLife } from '#components/security/certificates/life-mark.tsx'
import { WorkloadTable } from '#components/security/workload-table.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import type { WorkloadCertificates } from '#contract/certificates.ts'

/** Each workload's identity and the certificates that its proxies hold; what is wrong comes first. */
export function CertificateTable({ workloads }: { readonly workloads: readonly WorkloadCertificates[] }) {
  const t = useTranslations('security.certificates')
  return (
    <WorkloadTable
      label={t('table')}
      words={{ workload: t('workload'), dataPlane: t('dataPlane') }}
      workloads={workloads}
      firstSort={{ column: 'ends', direction: 'ascending' }}
      compare={compareRows}
      columns={[
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
  )
}

/** The worst of its certificates; the reasons name each. */
function Ends({ row }: { readonly row: WorkloadCertificates }) {
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

function HeldList({ row }: { readonly row: WorkloadCertificates }) {
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

function Told({ row }: { readonly row: WorkloadCertificates }) {
  const t = useTranslations('security.certificates')
  const { certificates, pods } = row
  const [first] = certificates
  if (!first) return <span className="text-muted">{t('nobody')}</span>
  const told = new Set(certificates.map(({ pod }) => pod)).size
  return <span>{t(`toldBy.${first.toldBy}`, { told, pods })}</span>
}

function Trust({ row }: { readonly row: WorkloadCertificates }) {
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
