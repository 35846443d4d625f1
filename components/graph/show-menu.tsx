'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import type { GraphState } from '#components/graph/url.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { OpenIcon, ShowIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'

const ShowChoices = lazy(() =>
  withLateWords(import('#components/graph/show-choices.tsx').then((part) => part.ShowChoices)),
)

/** The button of what is in the graph and how it is gathered. */
export function ShowMenu({ state, change }: { readonly state: GraphState; readonly change: ChangeGraph }) {
  const t = useTranslations('graph.show')
  return (
    <Popover
      label={t('label')}
      icon={<ShowIcon size={14} />}
      content={() => (
        <Suspense fallback={null}>
          <ShowChoices state={state} change={change} />
        </Suspense>
      )}
    >
      {t('label')}
      <OpenIcon size={14} className="text-muted" />
    </Popover>
  )
}
