'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AuditHead } from '#components/audit/audit-head.tsx'
import { Figures } from '#components/audit/report/figures.tsx'
import { HappenedParts } from '#components/audit/report/happened-parts.tsx'
import { SetParts } from '#components/audit/report/set-parts.tsx'
import { useLightPrint } from '#components/audit/report/use-light-print.ts'
import { writeReportCsv } from '#components/audit/report/write-report.ts'
import { useMomentText } from '#components/audit/use-moment-text.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { TakeIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'
import words from '#messages/areas/audit.json'

type Report = CallOutput<typeof auditReport>

const periods = [86_400, 604_800, 2_592_000, 7_776_000] as const
const usualPeriod = 2_592_000

/** What an auditor asks for, on one page that prints. */
export function ReportPage() {
  return (
    <AreaWords words={words}>
      <Screen />
    </AreaWords>
  )
}

function Screen() {
  const t = useTranslations('audit.report')
  const asked = Number(useSearchParams()?.get('period'))
  const period = periods.find((each) => each === asked) ?? usualPeriod
  // A report is of the moment at which it was asked for.
  const [untilMs, setUntilMs] = useState(() => Date.now())
  useLightPrint()
  const choose = (seconds: number) => {
    setUntilMs(Date.now())
    const query = new URLSearchParams(window.location.search)
    query.set('period', String(seconds))
    window.history.replaceState(
      null,
      '',
      `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')}`,
    )
  }
  const input = {
    since: new Date(untilMs - period * 1_000).toISOString(),
    until: new Date(untilMs).toISOString(),
  }
  const { data, problem, askAgain } = useLiveCall(auditReport, input, { intervalMs: false })
  return (
    <section aria-label={t('title')} className="mx-auto max-w-[90rem] space-y-3 p-3 md:p-4">
      <AuditHead
        here="report"
        aside={
          <>
            <Select
              aria-label={t('period')}
              value={String(period)}
              options={periods.map((seconds) => ({
                value: String(seconds),
                label: t('last', { window: formatWindow(seconds) }),
              }))}
              onValueChange={(value) => choose(Number(value))}
            />
            <Button onClick={() => window.print()} disabledReason={data ? undefined : t('loading')}>
              {t('print')}
            </Button>
            {data ? <Take report={data} /> : null}
          </>
        }
      />
      {!data && problem ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? (
        <div role="status" aria-label={t('loading')} className="space-y-3">
          <Skeleton className="h-24" />
          <Skeleton className="h-80" />
        </div>
      ) : null}
      {data ? <Parts report={data} periodSeconds={period} /> : null}
    </section>
  )
}

function Parts({ report, periodSeconds }: { readonly report: Report; readonly periodSeconds: number }) {
  const t = useTranslations('audit.report')
  const tellMoment = useMomentText()
  const { cluster, viewer, since, until, asOf } = report
  return (
    <>
      <p className="px-1 text-muted">
        {t('about', {
          ...{ cluster, viewer },
          ...{ since: tellMoment(since), until: tellMoment(until), asOf: tellMoment(asOf) },
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        })}
      </p>
      <NoticeList notices={report.notices} />
      <Figures report={report} periodSeconds={periodSeconds} />
      <SetParts report={report} />
      <HappenedParts report={report} />
    </>
  )
}

function Take({ report }: { readonly report: Report }) {
  const t = useTranslations('audit.take')
  const stamp = report.asOf.replaceAll(/[-:]|\.\d+/g, '')
  const forms = {
    csv: () => new Blob([writeReportCsv(report)], { type: 'text/csv' }),
    json: () => new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }),
  }
  const items = (['csv', 'json'] as const).map((form) => ({
    id: form,
    label: t(form),
    onSelect: () => saveFile(forms[form](), `vardia-audit-report-${stamp}.${form}`),
  }))
  return <Menu label={t('label')} align="end" icon={<TakeIcon size={14} />} groups={[{ items }]} />
}
