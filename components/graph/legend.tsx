'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense } from 'react'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { InfoIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'

const LegendBody = lazy(() =>
  withLateWords(import('#components/graph/legend-body.tsx').then((part) => part.LegendBody)),
)

/** What the canvas's shapes, colours and marks mean, in a popup that is loaded when it opens. */
export function Legend() {
  const t = useTranslations('graph.legend')
  return (
    <Popover
      label={t('label')}
      icon={<InfoIcon size={16} />}
      tone="quiet"
      content={() => (
        <Suspense fallback={null}>
          <LegendBody />
        </Suspense>
      )}
    />
  )
}
