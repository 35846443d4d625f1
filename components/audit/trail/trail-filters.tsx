'use client'
import { useTranslations } from 'next-intl'
import type { TrailState } from '#components/audit/trail/url.ts'
import { auditActs, auditOutcomes } from '#components/audit/trail/words.ts'
import { buildChoice, Filters } from '#components/shell/filters.tsx'

/** Who, what, how it ended, where and since when. */
export function TrailFilters({
  state: { who, act, outcome, place, backSeconds },
  onChange,
}: {
  readonly state: TrailState
  readonly onChange: (part: Partial<TrailState>) => void
}) {
  const t = useTranslations('audit')
  return (
    <Filters
      texts={[
        { label: t('filter.who'), value: who, onChange: (value) => onChange({ who: value }) },
        { label: t('filter.place'), value: place, onChange: (value) => onChange({ place: value }) },
      ]}
      choices={[
        buildChoice({
          label: t('filter.act'),
          value: act,
          options: [
            { value: '', label: t('filter.everything') },
            ...auditActs.map((value) => ({ value, label: t(`act.${value}`) })),
          ],
          onChange: (value) => onChange({ act: value }),
        }),
        buildChoice({
          label: t('filter.outcome'),
          value: outcome,
          options: [
            { value: '', label: t('filter.anyOutcome') },
            ...auditOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
          ],
          onChange: (value) => onChange({ outcome: value }),
        }),
      ]}
      backSeconds={backSeconds}
      onBack={(seconds) => onChange({ backSeconds: seconds })}
    />
  )
}
