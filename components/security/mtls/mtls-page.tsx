'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { MigrationCard } from '#components/security/mtls/migration-card.tsx'
import { MtlsTable } from '#components/security/mtls/mtls-table.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
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
  const { data, problem, askAgain } = useLiveCall(mtls, input, { enabled: ready })
  return (
    <div className="space-y-3 p-3 md:p-4">
      <p className="text-muted">{t(data?.autoMtls === false ? 'leadManual' : 'lead')}</p>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          <MigrationCard namespaces={data.namespaces} rangeSeconds={data.rangeSeconds} />
          <MtlsTable workloads={data.workloads} rangeSeconds={data.rangeSeconds} />
        </>
      ) : null}
    </div>
  )
}
