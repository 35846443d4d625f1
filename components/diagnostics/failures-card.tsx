import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

/** What data sources did not answer lately, newest first. */
export function FailuresCard({ failures }: { readonly failures: Diagnostics['failures'] }) {
  const t = useTranslations('diagnostics.failures')
  return (
    <Card title={t('title')}>
      {failures.length === 0 ? <p className="px-4 py-3 text-muted">{t('none')}</p> : null}
      <ul className="divide-y divide-line">
        {failures.map(({ at, adapter, verb, count, says, cause }) => (
          <li key={`${at} ${adapter} ${verb}`} className="space-y-0.5 px-4 py-2">
            <p className="text-small text-muted">
              {[
                t('moment', { at: at.slice(0, 19).replace('T', ' ') }),
                `${adapter} ${verb}`,
                t('times', { count }),
              ].join(' · ')}
            </p>
            <p className="break-words">{says.text}</p>
            {cause ? <p className="font-mono text-small break-words text-muted">{cause}</p> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}
