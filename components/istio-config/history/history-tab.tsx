'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import type { EditedObject } from '#components/istio-config/editor/config-editor.tsx'
import { ChangeList } from '#components/istio-config/history/change-list.tsx'
import { useMomentText } from '#components/istio-config/history/change-row.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { type Change, historyChange } from '#contract/history.ts'
import words from '#messages/areas/config.json'

const ChangesView = lazy(async () => ({
  default: (await import('#components/istio-config/editor/changes-view.tsx')).ChangesView,
}))

/** The versions of one object; two that are chosen are compared. */
export function HistoryTab({ object }: { readonly object: EditedObject }) {
  return (
    <AreaWords words={words}>
      <Versions object={object} />
    </AreaWords>
  )
}

function Versions({ object: { kind, namespace, name } }: { readonly object: EditedObject }) {
  const t = useTranslations('config.history')
  const [chosen, setChosen] = useState<readonly Change[]>([])
  const choose = (change: Change) =>
    setChosen(
      chosen.some(({ id }) => id === change.id)
        ? chosen.filter(({ id }) => id !== change.id)
        : [...chosen, change].slice(-2),
    )
  const [older, newer] = chosen.toSorted((a, b) => (a.at < b.at ? -1 : 1))
  return (
    <div className="space-y-3">
      {older && newer ? (
        <Comparison key={`${older.id} ${newer.id}`} older={older} newer={newer} />
      ) : (
        <p className="px-1 text-muted">{t('chooseTwo')}</p>
      )}
      <ChangeList
        input={{ kind, name, ...(namespace === undefined ? {} : { namespace }) }}
        showObject={false}
        chosen={chosen}
        onChoose={choose}
      />
    </div>
  )
}

/** What stood after one change beside what stood after a later one. */
function Comparison({ older, newer }: { readonly older: Change; readonly newer: Change }) {
  const t = useTranslations('config.history')
  const tellMoment = useMomentText()
  const [left, right] = [
    useLiveCall(historyChange, { id: older.id }, { intervalMs: false }),
    useLiveCall(historyChange, { id: newer.id }, { intervalMs: false }),
  ]
  const failed = left.problem ? left : right.problem ? right : undefined
  return (
    <Card title={t('comparison', { older: tellMoment(older.at), newer: tellMoment(newer.at) })}>
      {left.data && right.data ? (
        <Suspense fallback={<Skeleton className="m-4 h-80" />}>
          <ChangesView before={left.data.after} after={right.data.after} />
        </Suspense>
      ) : failed?.problem ? (
        <ProblemView problem={failed.problem} onRetry={failed.askAgain} />
      ) : (
        <Skeleton className="m-4 h-80" />
      )}
    </Card>
  )
}
