'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { backChoices, type LogsState } from '#components/logs/url.ts'
import type { ChangeLogs } from '#components/logs/use-logs-state.ts'
import { formatForInput, formatTime, parseFromInput } from '#components/logs/view/format-moment.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { Button } from '#components/ui/button.tsx'
import { TimeIcon } from '#components/ui/icons.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'
import { Popover } from '#components/ui/popover.tsx'

interface MomentPickerProps {
  readonly state: LogsState
  readonly change: ChangeLogs
  /** The stamp of the newest line: where a person begins to look. */
  readonly newest: string | undefined
}

/** Jumps to a moment of the past, and back to the live tail; either from the newest lines on or from so long before. */
export function MomentPicker({ state, change, newest }: MomentPickerProps) {
  const t = useTranslations('logs.moment')
  const end = state.at === undefined ? t('live') : formatTime(state.at, state.zone)
  const now = state.back === undefined ? end : t('ranged', { end, span: formatWindow(state.back) })
  return (
    <Popover
      label={t('label', { now })}
      icon={<TimeIcon size={14} />}
      content={(close) => (
        <MomentForm
          first={formatForInput(state.at ?? newest ?? new Date().toISOString(), state.zone)}
          zone={state.zone}
          back={state.back}
          onGo={(at, back) => {
            change({ at, back })
            close()
          }}
        />
      )}
    >
      {now}
    </Popover>
  )
}

function MomentForm({
  first,
  zone,
  back: firstBack,
  onGo,
}: {
  readonly first: string
  readonly zone: LogsState['zone']
  readonly back: number | undefined
  readonly onGo: (at: string | undefined, back: number | undefined) => void
}) {
  const t = useTranslations('logs.moment')
  const [text, setText] = useState(first)
  const [back, setBack] = useState(firstBack)
  const at = parseFromInput(text, zone)
  return (
    <form
      className="flex w-64 flex-col gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (at !== undefined) onGo(at, back)
      }}
    >
      <TextInput
        aria-label={t('field', { zone: t(`zone.${zone}`) })}
        type="datetime-local"
        step={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="w-full"
      />
      <span className="text-small text-muted">{t(`zone.${zone}`)}</span>
      <Select
        aria-label={t('back')}
        className="w-full"
        value={String(back ?? '')}
        onValueChange={(value) => setBack(value === '' ? undefined : Number(value))}
        options={[
          { value: '', label: t('newest') },
          ...backChoices.map((seconds) => ({
            value: String(seconds),
            label: t('backOf', { span: formatWindow(seconds) }),
          })),
        ]}
      />
      <span className="flex gap-2">
        <Button type="submit" tone="primary" disabledReason={at === undefined ? t('incomplete') : undefined}>
          {t('go')}
        </Button>
        <Button onClick={() => onGo(undefined, back)}>{t('toLive')}</Button>
      </span>
    </form>
  )
}
