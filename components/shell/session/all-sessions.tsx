'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { SessionList, useMoment } from '#components/shell/session/session-list.tsx'
import { Button } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { allSessions, endSessions } from '#contract/all-sessions.ts'

/** The sessions of everybody else, for who may end them; a name narrows them to one person, whose all can be ended at once. */
export function AllSessions({ self }: { readonly self: string }) {
  const t = useTranslations('shell.session')
  const tell = useMoment()
  const [name, setName] = useState('')
  const { data, problem, askAgain } = useLiveCall(allSessions, {}, { intervalMs: false })
  const end = useWrite(endSessions)
  if (!data && problem) return <ProblemView problem={problem} onRetry={askAgain} part />
  if (!data) return <Skeleton className="h-24" />
  const others = data.sessions.filter(({ user }) => user !== self)
  const wanted = name.trim().toLowerCase()
  const shown = others.filter(({ user }) => user.toLowerCase().includes(wanted))
  const people = [...new Set(shown.map(({ user }) => user))]
  const [only] = people.length === 1 ? people : []
  const busy = end.isPending ? t('busy') : undefined
  return (
    <section className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="grow font-semibold">{t('others', { count: others.length })}</h3>
        {others.length > 0 ? (
          <TextInput
            aria-label={t('person')}
            placeholder={t('person')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className="w-44"
          />
        ) : null}
      </div>
      {end.error ? <NoticeBar severity="error">{end.error.message}</NoticeBar> : null}
      {data.more ? <p className="text-small text-muted">{t('more')}</p> : null}
      {shown.length === 0 ? (
        <p className="text-muted">{t(others.length === 0 ? 'nobody' : 'nobodyFound')}</p>
      ) : (
        <SessionList
          label={t('others', { count: others.length })}
          sessions={shown}
          act={({ id, user, createdAt }) => (
            <Button
              aria-label={t('endOther', { user, since: tell(createdAt) })}
              disabledReason={busy}
              onClick={() => end.mutate({ user, id })}
            >
              {t('end')}
            </Button>
          )}
        />
      )}
      {only !== undefined && shown.length > 1 ? (
        <Button tone="danger" disabledReason={busy} onClick={() => end.mutate({ user: only })}>
          {t('endAll', { user: only, count: shown.length })}
        </Button>
      ) : null}
    </section>
  )
}
