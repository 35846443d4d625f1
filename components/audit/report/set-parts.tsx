'use client'
import { useTranslations } from 'next-intl'
import { useMomentText } from '#components/audit/use-moment-text.ts'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Report = CallOutput<typeof auditReport>

/** What is set now: encryption, open workloads, exceptions. */
export function SetParts({ report }: { readonly report: Report }) {
  return (
    <>
      <div className="grid gap-3 lg:grid-cols-2 print:grid-cols-1">
        <Encryption encryption={report.encryption} />
        <Open open={report.open} />
      </div>
      <Exceptions exceptions={report.exceptions} />
    </>
  )
}

function Encryption({ encryption }: { readonly encryption: Report['encryption'] }) {
  const t = useTranslations('audit.report')
  const { viewQuery } = useView()
  const { mode, reasons, namespaces, workloads } = encryption
  return (
    <Card title={t('part.encryption')} aside={<MtlsMark mode={mode} />}>
      <div className="space-y-2 px-4 py-3">
        <p>{t('strict', { ...workloads })}</p>
        <ReasonList reasons={reasons} />
      </div>
      <Table label={t('part.encryption')}>
        <thead>
          <tr>
            <Th>{t('namespace')}</Th>
            <Th>{t('mode')}</Th>
          </tr>
        </thead>
        <tbody>
          {namespaces.map((one) => (
            <tr key={one.namespace}>
              <Td>
                <ObjectLink
                  kind="Namespace"
                  name={one.namespace}
                  href={paths.namespace(one.namespace, viewQuery)}
                />
              </Td>
              <Td>
                <MtlsMark mode={one.mode} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  )
}

function Open({ open }: { readonly open: Report['open'] }) {
  const t = useTranslations('audit.report')
  const { viewQuery } = useView()
  return (
    <Card title={t('part.open')}>
      <div className="space-y-1 px-4 py-3">
        <p>{t('openOf', { total: open.total, of: open.of })}</p>
        {open.doubted > 0 ? <p className="text-muted">{t('doubted', { count: open.doubted })}</p> : null}
        {open.total > open.items.length ? (
          <p className="text-muted">{t('first', { count: open.items.length })}</p>
        ) : null}
      </div>
      <ul className="columns-1 gap-4 px-4 pb-3 sm:columns-2">
        {open.items.map((item) => (
          <li key={`${item.kind}/${item.namespace}/${item.name}`} className="break-inside-avoid py-0.5">
            <ObjectLink {...item} href={paths.workload(item, viewQuery)} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Exceptions({ exceptions }: { readonly exceptions: Report['exceptions'] }) {
  const t = useTranslations('audit.report')
  const { viewQuery } = useView()
  const tellMoment = useMomentText()
  return (
    <div id="exceptions">
      <Card title={t('part.exceptions')}>
        {exceptions.length === 0 ? <p className="px-4 py-3 text-muted">{t('noExceptions')}</p> : null}
        {exceptions.length > 0 ? (
          <Table label={t('part.exceptions')}>
            <thead>
              <tr>
                <Th>{t('object')}</Th>
                <Th>{t('says')}</Th>
                <Th>{t('since')}</Th>
              </tr>
            </thead>
            <tbody>
              {exceptions.map((one) => (
                <tr key={`${one.kind}/${one.namespace}/${one.name}/${one.says.text}`}>
                  <Td>
                    <ObjectLink
                      kind={one.kind}
                      namespace={one.namespace}
                      name={one.name}
                      href={paths.configObject(one, viewQuery)}
                    />
                  </Td>
                  <Td>{one.says.text}</Td>
                  <Td>{one.since ? tellMoment(one.since) : ''}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
      </Card>
    </div>
  )
}
