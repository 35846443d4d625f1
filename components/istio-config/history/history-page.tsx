'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ChangeList } from '#components/istio-config/history/change-list.tsx'
import {
  buildHistoryQuery,
  type HistoryState,
  parseHistoryState,
} from '#components/istio-config/history/url.ts'
import { WrittenBar } from '#components/istio-config/write/written-bar.tsx'
import { AreaWords } from '#components/shell/area-words.tsx'
import { buildChoice, Filters } from '#components/shell/filters.tsx'
import { useView } from '#components/shell/view.tsx'
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
        <HistoryFilters state={state} onChange={change} />
      </header>
      {ready ? <ChangeList key={JSON.stringify(input)} input={input} showObject /> : null}
    </section>
  )
}

const ways = ['', 'vardia', 'elsewhere'] as const

function HistoryFilters({
  state: { how, kind, name, backSeconds },
  onChange,
}: {
  readonly state: HistoryState
  readonly onChange: (part: Partial<HistoryState>) => void
}) {
  const t = useTranslations('config.history.filter')
  return (
    <Filters
      texts={[
        { label: t('kind'), value: kind, onChange: (value) => onChange({ kind: value }) },
        { label: t('name'), value: name, onChange: (value) => onChange({ name: value }) },
      ]}
      choices={[
        buildChoice({
          label: t('how'),
          value: how,
          options: ways.map((value) => ({ value, label: t(value === '' ? 'everywhere' : value) })),
          onChange: (value) => onChange({ how: value }),
        }),
      ]}
      backSeconds={backSeconds}
      onBack={(seconds) => onChange({ backSeconds: seconds })}
    />
  )
}
