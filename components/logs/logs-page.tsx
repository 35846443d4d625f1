'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { LogsView } from '#components/logs/logs-view.tsx'
import { type LogSubject, parseSubject } from '#components/logs/url.ts'
import { buildLineLinks } from '#components/logs/view/line-links.ts'
import { SubjectPicker } from '#components/logs/view/subject-picker.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { LogsIcon } from '#components/ui/icons.tsx'
import words from '#messages/areas/logs.json'

/** Logs of any workload, application, pod or namespace; whose, the URL says. */
export function LogsPage() {
  return (
    <AreaWords words={words}>
      <LogsScreen />
    </AreaWords>
  )
}

function LogsScreen() {
  const t = useTranslations('logs')
  const text = useSearchParams()?.toString() ?? ''
  const { view, ready, viewQuery } = useView()
  const [only] = view.namespaces.length === 1 ? view.namespaces : []
  const asked = useMemo(() => parseSubject(new URLSearchParams(text)), [text])
  const subject = useMemo<LogSubject | undefined>(
    () => asked ?? (ready && only !== undefined ? { namespace: only } : undefined),
    [asked, ready, only],
  )
  const namespace = subject?.namespace ?? ''
  const links = useMemo(() => buildLineLinks(namespace, viewQuery), [namespace, viewQuery])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <SubjectPicker subject={subject} />
      <div className="min-h-0 grow">
        {subject ? (
          <LogsView key={JSON.stringify(subject)} subject={subject} links={links} />
        ) : (
          <EmptyState icon={<LogsIcon size={18} />} title={t('choose.title')}>
            <p>{t('choose.detail')}</p>
          </EmptyState>
        )}
      </div>
    </div>
  )
}
