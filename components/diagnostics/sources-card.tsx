import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

const tones: Readonly<Record<Diagnostics['setup']['sources'][number]['state'], Tone>> = {
  found: 'healthy',
  missing: 'idle',
  off: 'idle',
  looking: 'idle',
  forbidden: 'degraded',
  unhealthy: 'failing',
}

/** Each source as the setup page tells it, and since when it does so. */
export function SourcesCard({
  diagnostics: { asOf, setup, sources, scrapeIntervalSeconds, retentionSeconds },
}: {
  readonly diagnostics: Diagnostics
}) {
  const t = useTranslations('diagnostics.sources')
  const ago = (moment: string) => formatWindow(Math.max(0, (Date.parse(asOf) - Date.parse(moment)) / 1_000))
  return (
    <Card title={t('title')}>
      <p className="px-4 pt-3">
        {t('reads', { identity: setup.cluster.identity, cluster: setup.cluster.name })}
      </p>
      <p className="px-4 pb-2 text-muted">{setup.scope.says.text}</p>
      <ul className="divide-y divide-line border-t border-line">
        {setup.sources.map((source) => {
          const kept = sources.find(({ name }) => name === source.name)
          const unseen = kept?.unseen?.filter(({ reason }) => reason !== 'not-served') ?? []
          const facts = [
            source.product,
            source.version,
            source.revision,
            source.by,
            source.address,
            kept?.since && kept.state !== 'not-configured'
              ? t('since', { state: kept.state, age: ago(kept.since) })
              : undefined,
            kept?.lastGood ? t('lastGood', { age: ago(kept.lastGood) }) : undefined,
          ]
          return (
            <li key={`${source.name} ${source.revision ?? ''}`} className="space-y-1 px-4 py-2">
              <div className="flex flex-wrap items-center gap-2">
                <h3 className="font-semibold">{source.name}</h3>
                <Badge tone={tones[source.state]}>{t(`state.${source.state}`)}</Badge>
              </div>
              <p className="font-mono text-small break-words text-muted">
                {facts.filter(Boolean).join(' · ')}
              </p>
              <p>{source.says.text}</p>
              {source.cause ? (
                <p className="font-mono text-small break-words text-muted">{source.cause}</p>
              ) : null}
              {unseen.length > 0 ? (
                <p className="text-small text-muted">
                  {t('unseen', { kinds: unseen.map(({ kind, reason }) => `${kind} (${reason})`).join(', ') })}
                </p>
              ) : null}
            </li>
          )
        })}
      </ul>
      {scrapeIntervalSeconds === undefined ? null : (
        <p className="border-t border-line px-4 py-2 text-muted">
          {t('scrapes', {
            interval: formatWindow(scrapeIntervalSeconds),
            kept: retentionSeconds === undefined ? 'none' : formatWindow(retentionSeconds),
          })}
        </p>
      )}
    </Card>
  )
}
