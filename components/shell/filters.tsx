'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { backChoices } from '#components/shell/back.ts'
import { Select, TextInput } from '#components/ui/input.tsx'
import words from '#messages/areas/filters.json'

interface TextFilter {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

interface ChoiceFilter<Value extends string> {
  readonly label: string
  readonly value: Value
  /** What is chosen from, in order; the first one lets all through. */
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** What narrows a list of what happened: by names, by choices, and by since when. */
export function Filters({
  texts,
  choices,
  backSeconds,
  onBack,
}: {
  readonly texts: readonly TextFilter[]
  // Each choice has values of its own, made by `buildChoice`.
  readonly choices: readonly ChoiceFilter<string>[]
  /** How far back, in seconds; 0 for all that is kept. */
  readonly backSeconds: number
  readonly onBack: (backSeconds: number) => void
}) {
  return (
    <search className="flex flex-wrap items-center gap-2 max-md:w-full">
      {texts.map(({ label, value, onChange }) => (
        <TextInput
          key={label}
          aria-label={label}
          placeholder={label}
          defaultValue={value}
          className="w-40 max-md:grow"
          onChange={(event) => onChange(event.currentTarget.value.trim())}
        />
      ))}
      {choices.map(({ label, value, options, onChange }) => (
        <Select key={label} aria-label={label} value={value} options={options} onValueChange={onChange} />
      ))}
      <AreaWords words={words}>
        <Back backSeconds={backSeconds} onBack={onBack} />
      </AreaWords>
    </search>
  )
}

/** A choice of which only its own values come back. */
export function buildChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: ChoiceFilter<Value>): ChoiceFilter<string> {
  const choose = (text: string) => {
    const found = options.find((option) => option.value === text)
    if (found) onChange(found.value)
  }
  return { label, value, options, onChange: choose }
}

function Back({
  backSeconds,
  onBack,
}: {
  readonly backSeconds: number
  readonly onBack: (backSeconds: number) => void
}) {
  const t = useTranslations('filters')
  return (
    <Select
      aria-label={t('back')}
      value={String(backSeconds)}
      options={backChoices.map((seconds) => ({
        value: String(seconds),
        label: seconds === 0 ? t('all') : t('last', { window: formatWindow(seconds) }),
      }))}
      onValueChange={(value) => onBack(Number(value))}
    />
  )
}
