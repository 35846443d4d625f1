'use client'
import { useTranslations } from 'next-intl'
import { AreaWords } from '#components/shell/area-words.tsx'
import { TracesView } from '#components/traces/traces-view.tsx'
import { useTracesState } from '#components/traces/use-traces-state.ts'
import words from '#messages/areas/traces.json'

/** Traces of the chosen namespaces, or of what the address names. */
export function TracesPage() {
  return (
    <AreaWords words={words}>
      <TracesScreen />
    </AreaWords>
  )
}

function TracesScreen() {
  const t = useTranslations('traces')
  const { subject } = useTracesState()
  return (
    <section aria-label={t('title')} className="flex h-full min-h-128 flex-col">
      <TracesView subject={subject} />
    </section>
  )
}
