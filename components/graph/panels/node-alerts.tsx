import { useTranslations } from 'next-intl'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import { Section } from '#components/graph/panels/parts.tsx'
import { Badge } from '#components/ui/badge.tsx'
import type { GraphNode } from '#contract/traffic-graph.ts'

/** Alerts about a node: those that fire, then those that wait for their time to pass, with what their rules say. */
export function NodeAlerts({ alerts = [] }: Pick<GraphNode, 'alerts'>) {
  const t = useTranslations('graph.panel')
  if (alerts.length === 0) return null
  return (
    <Section title={t('alerts', { count: alerts.length })}>
      <ul className="space-y-2">
        {alerts.map(({ name, state, severity, since, summary }) => (
          <li key={`${name} ${state} ${since ?? ''} ${summary ?? ''}`} className="break-words">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <span className="font-mono text-small">{name}</span>
              <Badge tone={state === 'firing' ? 'failing' : 'neutral'}>{t(`alertState.${state}`)}</Badge>
              {severity ? <span className="text-small text-muted">{severity}</span> : null}
            </div>
            {summary ? <p className="text-small text-muted">{summary}</p> : null}
            {since ? (
              <p className="tabular text-small text-muted">
                {t('alertSince', { moment: formatReadable(since) })}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
