'use client'
import { useTranslations } from 'next-intl'
import { formatLeft, LifeMark, WhyLife } from '#components/security/certificates/life-mark.tsx'
import { useNowMs } from '#components/shell/use-now.ts'
import { Card } from '#components/ui/card.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CertificateAuthority, certificates } from '#contract/certificates.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Answer = CallOutput<typeof certificates>

/** Who signs: roots and what stands between them and the workloads, the soonest to end first. */
export function AuthorityCard({ authorities, istiod }: Pick<Answer, 'authorities' | 'istiod'>) {
  const t = useTranslations('security.certificates')
  const nowMs = useNowMs()
  const left = (moment: string) => formatLeft((Date.parse(moment) - nowMs) / 1_000, t)
  const { rootEnds, chainEnds } = istiod
  return (
    <Card title={t('authorities')}>
      {authorities.length === 0 ? <p className="px-4 py-3 text-muted">{t('noAuthority')}</p> : null}
      {authorities.length > 0 ? (
        <Table label={t('authorities')} isStill={authorities.every(({ reasons }) => reasons.length === 0)}>
          <thead>
            <tr>
              <Th>{t('subject')}</Th>
              <Th>{t('role')}</Th>
              <Th>{t('ends')}</Th>
              <Th>{t('handedOut')}</Th>
              <Th align="right">{t('heldBy')}</Th>
              <Th>{t('fingerprint')}</Th>
            </tr>
          </thead>
          <tbody>
            {authorities.map((authority) => (
              <AuthorityRow key={authority.fingerprint} authority={authority} />
            ))}
          </tbody>
        </Table>
      ) : null}
      {nowMs > 0 && (rootEnds || chainEnds) ? (
        <p className="px-4 py-2 text-muted">
          {rootEnds ? t('istiodRoot', { when: left(rootEnds) }) : null}{' '}
          {chainEnds ? t('istiodChain', { when: left(chainEnds) }) : null}
        </p>
      ) : null}
    </Card>
  )
}

function AuthorityRow({ authority }: { readonly authority: CertificateAuthority }) {
  const t = useTranslations('security.certificates')
  const { subject, role, state, notAfter, reasons, handedOut, heldBy, fingerprint } = authority
  return (
    <tr>
      <Td>{subject}</Td>
      <Td>{t(`roleOf.${role}`)}</Td>
      <Td>
        {reasons.length > 0 ? (
          <WhyLife of={subject} state={state} notAfter={notAfter} reasons={reasons} />
        ) : (
          <LifeMark state={state} notAfter={notAfter} />
        )}
      </Td>
      <Td>
        {role === 'intermediate' || handedOut === undefined ? (
          <span className="text-muted">{role === 'intermediate' ? t('notARoot') : t('notVisible')}</span>
        ) : (
          t(handedOut ? 'yes' : 'no')
        )}
      </Td>
      <Td align="right">{heldBy}</Td>
      <Td>
        <span className="font-mono text-small" title={fingerprint}>
          {fingerprint.slice(0, 17)}…
        </span>
      </Td>
    </tr>
  )
}
