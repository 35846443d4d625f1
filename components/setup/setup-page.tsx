'use client'
import { useTranslations } from 'next-intl'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { type SetupSource, setup } from '#contract/setup.ts'
import words from '#messages/areas/setup.json'

const looks = {
  found: { tone: 'healthy', icon: HealthyIcon },
  missing: { tone: 'idle', icon: IdleIcon },
  off: { tone: 'idle', icon: IdleIcon },
  looking: { tone: 'idle', icon: IdleIcon },
  forbidden: { tone: 'degraded', icon: DegradedIcon },
  unhealthy: { tone: 'failing', icon: FailingIcon },
} as const satisfies Record<SetupSource['state'], { tone: Tone; icon: typeof HealthyIcon }>

/** What the console found, how it reaches it, and what mends the rest: the same as `vardia status`. */
export function SetupPage() {
  return (
    <AreaWords words={words}>
      <SetupScreen />
    </AreaWords>
  )
}

function SetupScreen() {
  const t = useTranslations('setup')
  const { data, problem, askAgain } = useLiveCall(setup, {}, { intervalMs: 15_000 })
  return (
    <div className="mx-auto max-w-4xl space-y-4 p-3 md:p-4">
      <header className="space-y-1">
        <h2 className="text-title font-semibold">{t('title')}</h2>
        <p className="text-muted">{t('lead')}</p>
      </header>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="h-64 w-full" /> : null}
      {data ? (
        <>
          <NoticeList notices={data.notices} />
          <Card title={t('scope')}>
            <div className="space-y-1 px-4 py-3">
              <p>{t('reads', { identity: data.cluster.identity, cluster: data.cluster.name })}</p>
              <p className="text-muted">{data.scope.says.text}</p>
              <p className="text-small text-muted">{t('version', { version: data.console.version })}</p>
            </div>
          </Card>
          <Card title={t('sources')}>
            <ul className="divide-y divide-line">
              {data.sources.map((source) => (
                <SourceItem key={`${source.name} ${source.revision ?? ''}`} source={source} />
              ))}
            </ul>
          </Card>
        </>
      ) : null}
    </div>
  )
}

function SourceItem({ source }: { readonly source: SetupSource }) {
  const t = useTranslations('setup')
  const { tone, icon: Icon } = looks[source.state]
  const facts = [source.address, source.version, source.revision].filter(Boolean).join(' · ')
  return (
    <li className="space-y-1.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-semibold">{t(`name.${source.name}`)}</h3>
        <Badge tone={tone} icon={<Icon size={12} />}>
          {t(`state.${source.state}`)}
        </Badge>
        {source.by ? <Badge>{t(`by.${source.by}`)}</Badge> : null}
        {source.sample ? <Badge tone="degraded">{t('sample')}</Badge> : null}
      </div>
      {facts ? <p className="font-mono text-small break-all text-muted">{facts}</p> : null}
      <p>{source.says.text}</p>
      {source.cause ? <p className="font-mono text-small break-words text-muted">{source.cause}</p> : null}
      {source.cures.length > 0 ? (
        <dl className="grid gap-x-3 gap-y-1 sm:grid-cols-[max-content_1fr]">
          {source.cures.map(({ by, value }) => (
            <div key={`${by} ${value}`} className="contents">
              <dt className="text-small text-muted">{t(`cure.${by}`)}</dt>
              <dd className="rounded-control bg-sunken px-1.5 font-mono text-small break-all">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  )
}
