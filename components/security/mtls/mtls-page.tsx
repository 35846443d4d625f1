'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { MigrationCard } from '#components/security/mtls/migration-card.tsx'
import { MtlsTable } from '#components/security/mtls/mtls-table.tsx'
import { SecurityFrame } from '#components/security/security-frame.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { mtls } from '#contract/mtls.ts'
import words from '#messages/areas/security.json'

/** Is everything encrypted, and what breaks where STRICT is turned on. */
export function MtlsPage() {
  return (
    <AreaWords words={words}>
      <MtlsScreen />
    </AreaWords>
  )
}

function MtlsScreen() {
  const t = useTranslations('security.mtls')
  const { view, ready } = useView()
  const input = {
    ...(view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}),
    rangeSeconds: view.rangeSeconds,
  }
  const answer = useLiveCall(mtls, input, { enabled: ready })
  return (
    <SecurityFrame lead={t(answer.data?.autoMtls === false ? 'leadManual' : 'lead')} answer={answer}>
      {(data) => (
        <>
          <MigrationCard namespaces={data.namespaces} rangeSeconds={data.rangeSeconds} />
          <p>{t('strict', { ...data.counts })}</p>
          <MtlsTable workloads={data.workloads} rangeSeconds={data.rangeSeconds} />
        </>
      )}
    </SecurityFrame>
  )
}
