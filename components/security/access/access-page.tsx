'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { AskView } from '#components/security/access/ask-view.tsx'
import { MatrixView } from '#components/security/access/matrix-view.tsx'
import { useAccessState } from '#components/security/access/use-access-state.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
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
  const { viewQuery } = useView()
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
              <p>
                <Link href={paths.whatIf(viewQuery)} className="text-accent underline">
                  {t('whatIf')}
                </Link>
              </p>
              <MatrixView state={state} onChange={change} />
            </div>
          ),
        },
        {
          value: 'ask',
          label: t('ask'),
          content: (
            <div className="mx-auto max-w-6xl space-y-3 p-3 md:p-4">
              <p className="text-muted">
                {t('lead')}{' '}
                <Link href={paths.whatIf(viewQuery)} className="text-accent underline">
                  {t('whatIf')}
                </Link>
              </p>
              <AskView state={state} onChange={change} />
            </div>
          ),
        },
      ]}
    />
  )
}
