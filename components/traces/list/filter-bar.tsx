'use client'
import { useTranslations } from 'next-intl'
import { type ComponentProps, type KeyboardEvent, useRef } from 'react'
import {
  firstTracesState,
  limitChoices,
  parseMs,
  parseTags,
  type TracesState,
} from '#components/traces/url.ts'
import { Button } from '#components/ui/button.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'

interface FilterBarProps {
  readonly state: TracesState
  readonly onChange: (part: Partial<TracesState>) => void
  readonly count: number | undefined
  readonly more: boolean
}

/** What is asked of the store. A text counts when it is left or with Enter: each question costs the store a search. */
export function FilterBar({ state, onChange, count, more }: FilterBarProps) {
  const t = useTranslations('traces.filter')
  const isFirst = JSON.stringify({ ...state, limit: 0 }) === JSON.stringify({ ...firstTracesState, limit: 0 })
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-2">
      <Field
        label={t('min')}
        placeholder={t('min')}
        inputMode="decimal"
        value={state.minMs === undefined ? '' : String(state.minMs)}
        onApply={(text) => onChange({ minMs: parseMs(text) })}
        className="w-28"
      />
      <Field
        label={t('max')}
        placeholder={t('max')}
        inputMode="decimal"
        value={state.maxMs === undefined ? '' : String(state.maxMs)}
        onApply={(text) => onChange({ maxMs: parseMs(text) })}
        className="w-28"
      />
      <Field
        label={t('code')}
        placeholder={t('code')}
        inputMode="numeric"
        value={state.code}
        onApply={(text) => onChange({ code: /^\d{1,3}$/.test(text.trim()) ? text.trim() : '' })}
        className="w-28"
      />
      <Field
        label={t('tags')}
        placeholder={t('tagsHint')}
        value={state.tags.join(', ')}
        onApply={(text) => onChange({ tags: parseTags(text) })}
        className="w-52 max-md:w-full"
      />
      <Field
        label={t('request')}
        placeholder={t('request')}
        value={state.requestId}
        onApply={(text) => onChange({ requestId: text.trim().slice(0, 200) })}
        className="w-44 max-md:w-full"
      />
      <Checkbox
        label={t('errors')}
        checked={state.errors}
        onCheckedChange={(errors) => onChange({ errors })}
      />
      {isFirst ? null : (
        <Button tone="quiet" onClick={() => onChange({ ...firstTracesState, limit: state.limit })}>
          {t('clear')}
        </Button>
      )}
      <Amount state={state} onChange={onChange} count={count} more={more} />
    </div>
  )
}

/** How many there are, and how many are asked for. */
function Amount({ state, onChange, count, more }: FilterBarProps) {
  const t = useTranslations('traces.filter')
  return (
    <div className="ml-auto flex items-center gap-2">
      <p role="status" className="tabular text-muted">
        {count === undefined ? '' : t(more ? 'countMore' : 'count', { count })}
      </p>
      <Select
        aria-label={t('limit')}
        value={String(state.limit)}
        options={limitChoices.map((choice) => ({
          value: String(choice),
          label: t('atMost', { count: choice }),
        }))}
        onValueChange={(value) => onChange({ limit: Number(value) })}
      />
    </div>
  )
}

/** A text that is told when it is done. Given anew from outside, it shows that. */
function Field({
  label,
  value,
  onApply,
  ...rest
}: {
  readonly label: string
  readonly value: string
  readonly onApply: (text: string) => void
} & Pick<ComponentProps<typeof TextInput>, 'placeholder' | 'className' | 'inputMode'>) {
  const input = useRef<HTMLInputElement>(null)
  const apply = () => {
    const text = input.current?.value ?? ''
    if (text !== value) onApply(text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') apply()
  }
  return (
    <TextInput
      {...rest}
      key={value}
      ref={input}
      aria-label={label}
      defaultValue={value}
      onBlur={apply}
      onKeyDown={onKeyDown}
    />
  )
}
