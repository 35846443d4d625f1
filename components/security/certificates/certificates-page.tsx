'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AuthorityCard } from '#components/security/certificates/authority-card.tsx'
import { CertificateTable } from '#components/security/certificates/certificate-table.tsx'
import { ExpiryCard } from '#components/security/certificates/expiry-card.tsx'
import { SecurityFrame } from '#components/security/security-frame.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { certificates } from '#contract/certificates.ts'
import words from '#messages/areas/security.json'

/** Who the workloads are to each other, who vouches for them, and for how long. */
export function CertificatesPage() {
  return (
    <AreaWords words={words}>
      <CertificatesScreen />
    </AreaWords>
  )
}

function CertificatesScreen() {
  const t = useTranslations('security.certificates')
  const { view, ready } = useView()
  const input = view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}
  const answer = useLiveCall(certificates, input, { enabled: ready, intervalMs: 60_000 })
  return (
    <SecurityFrame lead={t('lead')} answer={answer}>
      {(data) => (
        <>
          <p>
            {data.trustDomain === undefined
              ? t('noTrustDomain')
              : t('trustDomain', { domain: data.trustDomain })}{' '}
            {!data.trustDomainAliases
              ? t('aliasesUnseen')
              : data.trustDomainAliases.length > 0
                ? t('aliases', { names: data.trustDomainAliases.join(', ') })
                : t('noAliases')}{' '}
            <span className="text-muted">{t('toldOf', data.proxies)}</span>
          </p>
          <ExpiryCard expiries={data.expiries} />
          <AuthorityCard authorities={data.authorities} istiod={data.istiod} />
          <CertificateTable workloads={data.workloads} />
        </>
      )}
    </SecurityFrame>
  )
}
