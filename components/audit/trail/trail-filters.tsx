'use client'
import { useTranslations } from 'next-intl'
import { backChoices, type TrailState } from '#components/audit/trail/url.ts'
import { auditActs, auditOutcomes } from '#components/audit/trail/words.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { Select, TextInput } from '#components/ui/input.tsx'

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
    <search className="flex flex-wrap items-center gap-2">
      <TextInput
        aria-label={t('filter.who')}
        placeholder={t('filter.who')}
        defaultValue={who}
        className="w-44"
        onChange={(event) => onChange({ who: event.currentTarget.value.trim() })}
      />
      <TextInput
        aria-label={t('filter.place')}
        placeholder={t('filter.place')}
        defaultValue={place}
        className="w-44"
        onChange={(event) => onChange({ place: event.currentTarget.value.trim() })}
      />
      <Select
        aria-label={t('filter.act')}
        value={act}
        options={[
          { value: '', label: t('filter.everything') },
          ...auditActs.map((value) => ({ value, label: t(`act.${value}`) })),
        ]}
        onValueChange={(value) => onChange({ act: auditActs.find((each) => each === value) ?? '' })}
      />
      <Select
        aria-label={t('filter.outcome')}
        value={outcome}
        options={[
          { value: '', label: t('filter.anyOutcome') },
          ...auditOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
        ]}
        onValueChange={(value) => onChange({ outcome: auditOutcomes.find((each) => each === value) ?? '' })}
      />
      <Select
        aria-label={t('filter.back')}
        value={String(backSeconds)}
        options={backChoices.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('filter.all') : t('filter.last', { window: formatWindow(seconds) }),
        }))}
        onValueChange={(value) => onChange({ backSeconds: Number(value) })}
      />
    </search>
  )
}
