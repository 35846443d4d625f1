'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import {
  changedObjectPath,
  isRestorable,
  OutcomeMark,
  useMomentText,
} from '#components/istio-config/history/change-row.tsx'
import { useRestore } from '#components/istio-config/history/use-restore.ts'
import { keepWritten } from '#components/istio-config/write/written.ts'
import { WrittenBar } from '#components/istio-config/write/written-bar.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { nameConfigKind } from '#components/mesh/paths.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useNoWrite } from '#components/query/use-no-write.ts'
import { useWrite } from '#components/query/use-write.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Select } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { historyChange } from '#contract/history.ts'
import { historyUndo } from '#contract/writing.ts'
import words from '#messages/areas/config.json'

const ChangesView = lazy(async () => ({
  default: (await import('#components/istio-config/editor/changes-view.tsx')).ChangesView,
}))

type Detail = CallOutput<typeof historyChange>

/** One change: the object before, after and now, and the ways back. */
export function ChangePage({ id }: { readonly id: string }) {
  return (
    <AreaWords words={words}>
      <WrittenBar />
      <Screen id={id} />
    </AreaWords>
  )
}

function Screen({ id }: { readonly id: string }) {
  const t = useTranslations('config.history')
  const { data, problem, askAgain } = useLiveCall(historyChange, { id })
  if (!data && problem)
    return (
      <div className="p-3 md:p-4">
        <div className="rounded-panel border border-line bg-surface">
          <ProblemView problem={problem} onRetry={askAgain} />
        </div>
      </div>
    )
  if (!data)
    return (
      <div role="status" aria-label={t('loading')} className="space-y-3 p-3 md:p-4">
        <Skeleton className="h-28" />
        <Skeleton className="h-96" />
      </div>
    )
  return (
    <div className="mx-auto max-w-[120rem] space-y-3 p-3 md:p-4">
      <Head detail={data} />
      <Versions detail={data} />
    </div>
  )
}

function Head({ detail }: { readonly detail: Detail }) {
  const t = useTranslations('config.history')
  const { viewQuery } = useView()
  const tellMoment = useMomentText()
  const { change, undo, notices } = detail
  const { kind, namespace, name, at, who, how, reason, action, outcome } = change
  return (
    <header className="rounded-panel border border-line bg-surface">
      <NoticeList notices={notices} />
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 p-4">
        <div className="min-w-0 grow space-y-1">
          <h2 className="flex flex-wrap items-center gap-x-2 text-title font-semibold">
            {t(`action.${action}`)}
            <ObjectLink
              kind={nameConfigKind(change)}
              name={name}
              href={changedObjectPath(change, viewQuery)}
              {...(namespace === '' ? {} : { namespace })}
            />
            <span className="text-base font-normal text-muted">{kind}</span>
            <OutcomeMark outcome={outcome} />
          </h2>
          <p>
            <time dateTime={at} className="tabular">
              {tellMoment(at)}
            </time>{' '}
            · <span className="font-medium">{who || t('nobody')}</span>{' '}
            <span className="text-muted">{t(`how.${how}`)}</span>
          </p>
          {reason ? <p className="wrap-anywhere">{reason}</p> : null}
          {change.failure ? <p className="text-failing">{change.failure.text}</p> : null}
          {undo.reason ? <p className="text-muted">{undo.reason.text}</p> : null}
        </div>
        <UndoButton id={change.id} undo={undo} />
      </div>
    </header>
  )
}

function UndoButton({ id, undo }: { readonly id: string; readonly undo: Detail['undo'] }) {
  const t = useTranslations('config.history')
  const write = useWrite(historyUndo)
  const why = undo.may ? undefined : (undo.reason?.text ?? t('mayNotUndo'))
  return (
    <div className="space-y-2">
      <Button
        tone="primary"
        disabledReason={why ?? (write.isPending ? t('undoing') : undefined)}
        onClick={() => write.mutate({ id }, { onSuccess: (answer) => keepWritten(answer, true) })}
      >
        {t('undo')}
      </Button>
      {write.error ? (
        <NoticeBar severity="error">
          <p role="alert">{write.error.body?.detail ?? t('unreachable')}</p>
        </NoticeBar>
      ) : null}
    </div>
  )
}

const pairs = ['before-after', 'before-now', 'after-now'] as const
type Pair = (typeof pairs)[number]

/** Two of the three versions beside each other, and the way to make an older one the text of the editor. */
function Versions({ detail }: { readonly detail: Detail }) {
  const t = useTranslations('config.history')
  const [pair, setPair] = useState<Pair>('before-after')
  const restore = useRestore()
  const mayNot = useNoWrite()
  const { change, before, after, kept, now } = detail
  const texts = { before, after, now: now?.yaml ?? '' }
  const [left, right] = pair.split('-') as ['before' | 'after', 'after' | 'now'] // as each pair is written above
  const mayRestore = (side: 'before' | 'after') => {
    if (mayNot) return mayNot
    if (!isRestorable(change)) return t('notByEditor')
    return kept[side] && texts[side] !== '' ? undefined : t('notKept')
  }
  return (
    <Card
      title={t('versions')}
      aside={
        <>
          <Select
            aria-label={t('pair')}
            value={pair}
            options={pairs.map((value) => ({ value, label: t(`pairs.${value}`) }))}
            onValueChange={(value) => setPair(pairs.find((each) => each === value) ?? 'before-after')}
          />
          {(['before', 'after'] as const).map((side) => (
            <Button
              key={side}
              disabledReason={mayRestore(side)}
              onClick={() => void restore(change, texts[side])}
            >
              {t(`restore.${side}`)}
            </Button>
          ))}
        </>
      }
    >
      {!kept.before || !kept.after ? <NoticeBar severity="info">{t('partKept')}</NoticeBar> : null}
      <Suspense fallback={<Skeleton className="m-4 h-80" />}>
        <ChangesView before={texts[left]} after={texts[right]} />
      </Suspense>
    </Card>
  )
}
