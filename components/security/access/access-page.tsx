'use client'
import { useTranslations } from 'next-intl'
import { AskView } from '#components/security/access/ask-view.tsx'
import { MatrixView } from '#components/security/access/matrix-view.tsx'
import { useAccessState } from '#components/security/access/use-access-state.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import words from '#messages/areas/security.json'

/** Who may talk to whom: every pair at once, and one question with its reasons. */
export function AccessPage() {
  return (
    <AreaWords words={words}>
      <AccessScreen />
    </AreaWords>
  )
}

function AccessScreen() {
  const t = useTranslations('security.access')
  const [state, change] = useAccessState()
  return (
    <Tabs
      label={t('tabs')}
      value={state.tab}
      onValueChange={(tab) => change({ tab: tab === 'ask' ? 'ask' : 'matrix' })}
      tabs={[
        {
          value: 'matrix',
          label: t('matrix'),
          content: (
            <div className="flex h-[calc(100dvh-6.5rem)] flex-col gap-3 p-3 md:p-4">
              <MatrixView state={state} onChange={change} />
            </div>
          ),
        },
        {
          value: 'ask',
          label: t('ask'),
          content: (
            <div className="mx-auto max-w-6xl space-y-3 p-3 md:p-4">
              <p className="text-muted">{t('lead')}</p>
              <AskView state={state} onChange={change} />
            </div>
          ),
        },
      ]}
    />
  )
}
