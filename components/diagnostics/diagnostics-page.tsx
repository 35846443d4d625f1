'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { BrowserCard } from '#components/diagnostics/browser-card.tsx'
import { FailuresCard } from '#components/diagnostics/failures-card.tsx'
import { ProcessCard } from '#components/diagnostics/process-card.tsx'
import { readBrowser } from '#components/diagnostics/read-browser.ts'
import { RightsCard } from '#components/diagnostics/rights-card.tsx'
import { SettingsCard } from '#components/diagnostics/settings-card.tsx'
import { SourcesCard } from '#components/diagnostics/sources-card.tsx'
import { TakeButtons } from '#components/diagnostics/take-buttons.tsx'
import { paths } from '#components/mesh/paths.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { diagnostics } from '#contract/diagnostics.ts'
import words from '#messages/areas/diagnostics.json'

/** What somebody who helps needs to know of this console, to be looked through and then handed over. */
export function DiagnosticsPage() {
  return (
    <AreaWords words={words}>
      <DiagnosticsScreen />
    </AreaWords>
  )
}

function DiagnosticsScreen() {
  const t = useTranslations('diagnostics')
  const { viewQuery } = useView()
  const { data, problem, updatedAtMs, askAgain } = useLiveCall(diagnostics, {}, { intervalMs: 30_000 })
  const browser = data && updatedAtMs !== undefined ? readBrowser(data.asOf, updatedAtMs) : undefined
  return (
    <div className="mx-auto max-w-5xl space-y-4 p-3 md:p-4">
      <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-64 flex-1 space-y-1">
          <h2 className="text-title font-semibold">{t('title')}</h2>
          <p className="text-muted">{t('lead')}</p>
          <Link href={paths.setup(viewQuery)} className="text-accent underline underline-offset-2">
            {t('toSetup')}
          </Link>
        </div>
        {data && browser ? <TakeButtons diagnostics={data} browser={browser} /> : null}
      </header>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-96 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.setup.notices} />
          <SourcesCard diagnostics={data} />
          <FailuresCard failures={data.failures} />
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <ProcessCard diagnostics={data} />
            {browser ? <BrowserCard browser={browser} /> : null}
          </div>
          <SettingsCard settings={data.settings} />
          <RightsCard rights={data.rights} snapshot={data.snapshot} />
        </>
      ) : null}
    </div>
  )
}
