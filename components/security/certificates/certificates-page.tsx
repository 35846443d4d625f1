'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AuthorityCard } from '#components/security/certificates/authority-card.tsx'
import { ExpiryCard } from '#components/security/certificates/expiry-card.tsx'
import { WorkloadTable } from '#components/security/certificates/workload-table.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
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
  const { data, problem, askAgain } = useLiveCall(certificates, input, { enabled: ready, intervalMs: 60_000 })
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">{t('lead')}</p>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
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
          <WorkloadTable workloads={data.workloads} />
        </>
      ) : null}
    </div>
  )
}
