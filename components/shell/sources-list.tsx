'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { paths } from '#components/mesh/paths.ts'
import { useNowMs } from '#components/shell/use-now.ts'
import { type Tone, toneText } from '#components/ui/badge.tsx'
import { DegradedIcon, FailingIcon, HealthyIcon, IdleIcon } from '#components/ui/icons.tsx'
import type { SourceStatus } from '#contract/session.ts'

const looks = {
  ok: { tone: 'healthy', icon: HealthyIcon },
  degraded: { tone: 'degraded', icon: DegradedIcon },
  down: { tone: 'failing', icon: FailingIcon },
  'not-configured': { tone: 'idle', icon: IdleIcon },
} as const satisfies Record<SourceStatus['state'], { tone: Tone; icon: typeof HealthyIcon }>

/** The variable that connects a source; what is missing here is not settable yet. */
const variables: Partial<Record<SourceStatus['name'], string>> = {
  kubernetes: 'KUBECONFIG',
  prometheus: 'VARDIA_PROMETHEUS_URL',
  istiod: 'VARDIA_ISTIOD_URL',
}

const unseenWords = [
  ['not-served', 'notServed'],
  ['forbidden', 'notReadable'],
  ['failing', 'mayBeOld'],
] as const

/** Each source's state, and the ways to what mends it; loaded when the chip is opened. */
export function SourcesList({ sources }: { readonly sources: readonly SourceStatus[] }) {
  const t = useTranslations('shell.sources')
  return (
    <>
      {sources.map((source) => (
        <SourceRow key={source.name} source={source} />
      ))}
      <p className="flex flex-wrap gap-x-4">
        {(['setup', 'diagnostics'] as const).map((screen) => (
          <Link key={screen} href={paths[screen]()} className="text-accent underline underline-offset-2">
            {t(screen === 'setup' ? 'toSetup' : 'toDiagnostics')}
          </Link>
        ))}
      </p>
    </>
  )
}

function SourceRow({ source }: { readonly source: SourceStatus }) {
  const t = useTranslations('shell.sources')
  const nowMs = useNowMs()
  const { tone, icon: Icon } = looks[source.state]
  const ago = (moment: string) => formatWindow((nowMs - Date.parse(moment)) / 1_000)
  const variable = variables[source.name]
  return (
    <section className="space-y-0.5">
      <h3 className="flex items-center gap-1.5">
        <Icon size={14} className={toneText[tone]} />
        <span className="font-semibold">{t(`name.${source.name}`)}</span>
        <span className={toneText[tone]}>{t(`state.${source.state}`)}</span>
        {source.since && source.state !== 'not-configured' ? (
          <span className="text-small text-muted">{t('since', { age: ago(source.since) })}</span>
        ) : null}
      </h3>
      <p className="text-small break-all text-muted">
        {[source.address, source.version].filter(Boolean).join(' · ')}
      </p>
      {source.problem ? <p className="break-words">{source.problem.text}</p> : null}
      {source.problem?.cause ? (
        <p className="font-mono text-small break-words text-muted">{source.problem.cause}</p>
      ) : null}
      {unseenWords.map(([reason, key]) => {
        const kinds = source.unseen?.filter((each) => each.reason === reason).map(({ kind }) => kind) ?? []
        return kinds.length > 0 && source.state !== 'down' ? (
          <p key={reason} className="text-small break-words text-muted">
            {t(key, { kinds: kinds.join(', ') })}
          </p>
        ) : null
      })}
      {source.lastGood && source.state === 'down' ? (
        <p className="text-small text-muted">{t('lastGood', { age: ago(source.lastGood) })}</p>
      ) : null}
      {source.state === 'not-configured' ? (
        <p className="text-small text-muted">
          {variable ? t('setVariable', { variable }) : t('notSettable')}
        </p>
      ) : null}
    </section>
  )
}
