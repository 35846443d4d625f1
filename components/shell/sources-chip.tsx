'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { DegradedIcon, FailingIcon, SourceIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { sources as sourcesCall } from '#contract/session.ts'

const loadList = () =>
  withLateWords(import('#components/shell/sources-list.tsx').then((part) => part.SourcesList))
// While the server is away it cannot be loaded either; what is wrong is said without it.
const SourcesList = lazy(() => loadList().catch(() => ({ default: () => null })))

/** The worst of the data sources in a word, quiet while all is well; a press tells each one's state. */
export function SourcesChip() {
  const t = useTranslations('shell.sources')
  const { data, problem } = useLiveCall(sourcesCall, {}, { intervalMs: 30_000 })
  const items = data?.sources ?? []
  const sick = items.filter((source) => source.state === 'down' || source.state === 'degraded')
  const worst = sick.find((source) => source.state === 'down') ?? sick[0]
  const summary = problem
    ? t('unreachable')
    : worst
      ? t(worst.state === 'down' ? 'isDown' : 'isDegraded', { name: t(`name.${worst.name}`) })
      : undefined
  const tone = problem || worst?.state === 'down' ? 'failing' : 'degraded'
  const Icon = tone === 'failing' ? FailingIcon : DegradedIcon
  const content = () => (
    <div className="w-80 max-w-full space-y-3">
      {problem ? <p className="text-failing">{t('unreachableDetail')}</p> : null}
      <Suspense fallback={null}>
        <SourcesList sources={items} />
      </Suspense>
    </div>
  )
  return summary ? (
    <Popover
      label={`${t('label')}: ${summary}`}
      align="end"
      tone={tone === 'failing' ? 'danger' : 'warning'}
      icon={<Icon size={14} />}
      content={content}
      preload={loadList}
    >
      <span className="max-w-48 truncate max-xl:sr-only">{summary}</span>
    </Popover>
  ) : (
    <Popover
      label={t('label')}
      align="end"
      icon={<SourceIcon size={16} className="text-muted" />}
      content={content}
      preload={loadList}
    />
  )
}
