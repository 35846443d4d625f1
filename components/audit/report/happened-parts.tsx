'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { OutcomeMark } from '#components/audit/trail/outcome-mark.tsx'
import { useMomentText } from '#components/audit/use-moment-text.ts'
import { changePath } from '#components/mesh/change-path.ts'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Report = CallOutput<typeof auditReport>

/** What happened in the period: changes, sign-ins, refusals. */
export function HappenedParts({ report }: { readonly report: Report }) {
  const t = useTranslations('audit.report')
  const { changes, signIns, refusals } = report
  return (
    <>
      {changes ? <Changes changes={changes} /> : null}
      <Rows title={t('part.signIns')} rows={signIns} />
      <Rows title={t('part.refusals')} rows={refusals} />
    </>
  )
}

function Changes({ changes: { items, more } }: { readonly changes: NonNullable<Report['changes']> }) {
  const t = useTranslations('audit.report')
  const tellMoment = useMomentText()
  const { viewQuery } = useView()
  return (
    <Card title={t('part.changes')}>
      {items.length === 0 ? <p className="px-4 py-3 text-muted">{t('nothing')}</p> : null}
      {more ? <p className="px-4 pt-3 text-muted">{t('first', { count: items.length })}</p> : null}
      {items.length > 0 ? (
        <Table label={t('part.changes')}>
          <thead>
            <tr>
              <Th>{t('at')}</Th>
              <Th>{t('who')}</Th>
              <Th>{t('object')}</Th>
              <Th>{t('why')}</Th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, at, who, how, action, kind, namespace, name, reason }) => (
              <tr key={id}>
                <Td>{tellMoment(at)}</Td>
                <Td>
                  {who || t('nobody')} <span className="text-muted">{t(`how.${how}`)}</span>
                </Td>
                <Td>
                  <Link
                    href={changePath(id, viewQuery)}
                    prefetch={false}
                    className="text-accent hover:underline"
                  >
                    {`${action} ${kind} ${namespace ? `${namespace}/` : ''}${name}`}
                  </Link>
                </Td>
                <Td>{reason ?? <span className="text-muted">{t('noReason')}</span>}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </Card>
  )
}

function Rows({
  title,
  rows: { items, more },
}: {
  readonly title: string
  readonly rows: Report['signIns']
}) {
  const t = useTranslations('audit.report')
  const act = useTranslations('audit.act')
  const tellMoment = useMomentText()
  return (
    <Card title={title}>
      {items.length === 0 ? <p className="px-4 py-3 text-muted">{t('nothing')}</p> : null}
      {more ? <p className="px-4 pt-3 text-muted">{t('first', { count: items.length })}</p> : null}
      {items.length > 0 ? (
        <Table label={t('rows', { part: title })} isStill>
          <thead>
            <tr>
              <Th>{t('at')}</Th>
              <Th>{t('who')}</Th>
              <Th>{t('what')}</Th>
              <Th>{t('outcome')}</Th>
              <Th>{t('from')}</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr key={row.seq}>
                <Td>{tellMoment(row.at)}</Td>
                <Td>{row.who || t('nobody')}</Td>
                <Td>
                  {[act(row.act), row.call, row.namespace, row.name].filter(Boolean).join(' · ')}{' '}
                  {row.times > 1 ? <span className="text-muted">× {row.times}</span> : null}
                </Td>
                <Td>
                  <OutcomeMark outcome={row.outcome} />{' '}
                  <span className="text-muted">{row.failure?.text}</span>
                </Td>
                <Td>{row.peer ?? ''}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </Card>
  )
}
