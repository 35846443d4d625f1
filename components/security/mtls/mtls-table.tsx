'use client'
import { useTranslations } from 'next-intl'
import { formatRate, formatWindow } from '#components/mesh/format.ts'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { Why } from '#components/mesh/reason-list.tsx'
import { compareWorkloads } from '#components/security/mtls/compare-workloads.ts'
import { WorkloadTable } from '#components/security/workload-table.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import type { WorkloadMtls } from '#contract/mtls.ts'
import type { Finding } from '#contract/words.ts'

/** Every workload's three sides of mutual TLS: what it takes, how clients connect, what was seen; conflicts first. */
export function MtlsTable({
  workloads,
  rangeSeconds,
}: {
  readonly workloads: readonly WorkloadMtls[]
  readonly rangeSeconds: number
}) {
  const t = useTranslations('security.mtls')
  return (
    <WorkloadTable
      label={t('table')}
      words={{ workload: t('workload'), dataPlane: t('dataPlane') }}
      workloads={workloads}
      firstSort={{ column: 'conflicts', direction: 'descending' }}
      compare={compareWorkloads}
      columns={[
        { id: 'takes', label: t('takes'), width: 210, cell: (row) => <Takes row={row} /> },
        {
          id: 'clients',
          label: t('clients'),
          width: 230,
          sortable: false,
          cell: (row) => <Clients row={row} />,
        },
        {
          id: 'observed',
          label: t('observed', { window: formatWindow(rangeSeconds) }),
          width: 190,
          cell: (row) => <Observed row={row} />,
        },
        {
          id: 'conflicts',
          label: t('conflicts'),
          width: 130,
          first: 'descending',
          cell: (row) => <Conflicts row={row} />,
        },
      ]}
    />
  )
}

function Takes({ row }: { readonly row: WorkloadMtls }) {
  const t = useTranslations('security.mtls')
  if (!row.takes) {
    const why =
      row.role === 'gateway' ? 'takesGateway' : row.dataPlane === 'none' ? 'takesNone' : 'takesUnseen'
    return <span className="text-muted">{t(why)}</span>
  }
  const { mode, reasons, ports } = row.takes
  return (
    <Why
      of={t('of', { name: row.name })}
      verdict={mode}
      reasons={sayOnce([...reasons, ...ports.flatMap((port) => port.reasons)])}
    >
      <MtlsMark mode={mode} />
      {ports.length > 0 ? (
        <span className="text-muted"> {ports.map((port) => `${port.port}: ${port.mode}`).join(', ')}</span>
      ) : null}
    </Why>
  )
}

/** A port's reasons begin with those of the whole workload. */
function sayOnce(reasons: readonly Finding[]): readonly Finding[] {
  return [...new Map(reasons.map((reason) => [reason.text, reason])).values()]
}

function Clients({ row }: { readonly row: WorkloadMtls }) {
  const t = useTranslations('security.mtls')
  const told = row.clients.filter(
    ({ rules, tls, oddities }) => rules.length > 0 || tls !== 'AUTO' || oddities.length > 0,
  )
  if (row.clients.length === 0) return <span className="text-muted">{t('clientsNone')}</span>
  if (told.length === 0) return <span className="text-muted">{t('clientsAuto')}</span>
  const [first] = told
  const odd = sayOnce(row.clients.flatMap(({ oddities }) => oddities))
  const shown = (
    <span
      title={told
        .map(({ service, port, tls, rules }) => `${service}:${port} ${tls} ${rules.join(', ')}`)
        .join('\n')}
    >
      {first?.tls === 'AUTO' ? t('clientsAuto') : first?.tls}{' '}
      <span className="text-muted">{first?.rules.join(', ')}</span>
    </span>
  )
  if (odd.length === 0) return shown
  return (
    <Why of={t('of', { name: row.name })} verdict={t('clientsOdd')} reasons={odd}>
      {shown}
    </Why>
  )
}

function Observed({ row }: { readonly row: WorkloadMtls }) {
  const t = useTranslations('security.mtls')
  if (!row.observed) return <span className="text-muted">{t('unobserved')}</span>
  const { mutual, plaintext } = row.observed
  if (mutual + plaintext === 0) return <span className="text-muted">{t('noTraffic')}</span>
  const percent = Math.floor((100 * mutual) / (mutual + plaintext))
  return (
    <span className={plaintext > 0 ? 'text-degraded' : ''}>
      {plaintext > 0
        ? t('plaintextRate', { percent, rate: formatRate(plaintext) })
        : t('allMutual', { rate: formatRate(mutual) })}
    </span>
  )
}

function Conflicts({ row }: { readonly row: WorkloadMtls }) {
  const t = useTranslations('security.mtls')
  const count = row.conflicts.length
  if (count === 0) return <span className="text-muted">{t('noConflicts')}</span>
  return (
    <Why of={t('of', { name: row.name })} verdict={t('conflictCount', { count })} reasons={row.conflicts}>
      <span className="inline-flex items-center gap-1 text-degraded">
        <DegradedIcon size={14} />
        {t('conflictCount', { count })}
      </span>
    </Why>
  )
}
