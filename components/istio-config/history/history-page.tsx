'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ChangeList } from '#components/istio-config/history/change-list.tsx'
import {
  backChoices,
  buildHistoryQuery,
  type HistoryState,
  parseHistoryState,
} from '#components/istio-config/history/url.ts'
import { WrittenBar } from '#components/istio-config/write/written-bar.tsx'
import { formatWindow } from '#components/mesh/format.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Select, TextInput } from '#components/ui/input.tsx'
import words from '#messages/areas/config.json'

/** What was changed in the mesh: through Vardia, and as it was noticed elsewhere. */
export function HistoryPage() {
  return (
    <AreaWords words={words}>
      <WrittenBar />
      <Screen />
    </AreaWords>
  )
}

function Screen() {
  const t = useTranslations('config.history')
  const state = parseHistoryState(new URLSearchParams(useSearchParams() ?? ''))
  const { view, ready } = useView()
  const { namespaces } = view
  // The past does not move while one reads: the moment is that of the choice.
  const [sinceMs, setSinceMs] = useState(() => Date.now())
  const change = (part: Partial<HistoryState>) => {
    setSinceMs(Date.now())
    const query = buildHistoryQuery({ ...state, ...part }, new URLSearchParams(window.location.search))
    window.history.replaceState(null, '', query || window.location.pathname)
  }
  const { how, kind, name, backSeconds } = state
  const since = new Date(sinceMs - backSeconds * 1_000).toISOString()
  const input = {
    ...(namespaces.length > 0 ? { namespaces: [...namespaces] } : {}),
    ...(how === '' ? {} : { how }),
    ...(kind === '' ? {} : { kind }),
    ...(name === '' ? {} : { name }),
    ...(backSeconds === 0 ? {} : { since }),
  }
  return (
    <section aria-label={t('title')} className="mx-auto max-w-[100rem] space-y-3 p-3 md:p-4">
      <header className="flex flex-wrap items-end gap-3 rounded-panel border border-line bg-surface p-4">
        <h2 className="grow text-title font-semibold">{t('title')}</h2>
        <Filters state={state} onChange={change} />
      </header>
      {ready ? <ChangeList key={JSON.stringify(input)} input={input} showObject /> : null}
    </section>
  )
}

function Filters({
  state: { how, kind, name, backSeconds },
  onChange,
}: {
  readonly state: HistoryState
  readonly onChange: (part: Partial<HistoryState>) => void
}) {
  const t = useTranslations('config.history')
  return (
    <search className="flex flex-wrap items-center gap-2">
      <TextInput
        aria-label={t('filter.kind')}
        placeholder={t('filter.kind')}
        defaultValue={kind}
        className="w-40"
        onChange={(event) => onChange({ kind: event.currentTarget.value.trim() })}
      />
      <TextInput
        aria-label={t('filter.name')}
        placeholder={t('filter.name')}
        defaultValue={name}
        className="w-40"
        onChange={(event) => onChange({ name: event.currentTarget.value.trim() })}
      />
      <Select
        aria-label={t('filter.how')}
        value={how}
        options={(['', 'vardia', 'elsewhere'] as const).map((value) => ({
          value,
          label: t(`filter.${value === '' ? 'everywhere' : value}`),
        }))}
        onValueChange={(value) => onChange({ how: value === 'vardia' || value === 'elsewhere' ? value : '' })}
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
