'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { sendCall } from '#components/query/send-call.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { leave } from '#components/shell/session/sign-out.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { Session } from '#contract/session.ts'
import { endSession, type OwnSession, ownSessions, staySignedIn } from '#contract/sign-in.ts'

type SignIn = NonNullable<Session['signIn']>

/** So long before the end it is told; so often, at most, a sign of the person is passed on. */
const warnMs = 120_000
const signMs = 60_000
const lookMs = 5_000

/** What a session brings along: its dialog, and the word before its end. */
export function SessionParts({
  name,
  signIn,
  open,
  onOpenChange,
}: {
  readonly name: string
  readonly signIn: SignIn
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  const t = useTranslations('shell.session')
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} closeLabel={t('close')}>
        <div className="space-y-4 p-4">
          <p>{t('signedIn', { name, method: t(`method.${signIn.method}`) })}</p>
          {signIn.endsAt ? (
            <p className="text-muted">{t('ends', { at: formatMoment(signIn.endsAt) })}</p>
          ) : null}
          {signIn.endsAt ? <SessionList /> : null}
        </div>
      </Dialog>
      {signIn.endsAt && signIn.idleEndsAt ? (
        <EndWarning first={{ endsAt: signIn.endsAt, idleEndsAt: signIn.idleEndsAt }} />
      ) : null}
    </>
  )
}

interface Ends {
  readonly endsAt: string
  readonly idleEndsAt: string
}

/** Tells the server of the person's signs, and the person of the end. */
function EndWarning({ first }: { readonly first: Ends }) {
  const t = useTranslations('shell.session')
  const [ends, setEnds] = useState(first)
  const [leftMs, setLeftMs] = useState(Number.POSITIVE_INFINITY)
  const idleMs = Date.parse(ends.idleEndsAt)
  const endMs = Math.min(idleMs, Date.parse(ends.endsAt))
  const stay = () => sendCall(staySignedIn, {}).then(setEnds, () => undefined)
  useEffect(() => {
    const look = () => setLeftMs(endMs - Date.now())
    look()
    const looking = setInterval(look, lookMs)
    return () => clearInterval(looking)
  }, [endMs])
  useEffect(() => {
    let toldMs = Date.now()
    const sign = () => {
      if (Date.now() - toldMs < signMs) return
      toldMs = Date.now()
      sendCall(staySignedIn, {}).then(setEnds, () => undefined)
    }
    const signs = ['pointerdown', 'keydown'] as const
    for (const kind of signs) window.addEventListener(kind, sign)
    return () => {
      for (const kind of signs) window.removeEventListener(kind, sign)
    }
  }, [])
  if (leftMs > warnMs) return null
  const mayStay = idleMs < Date.parse(ends.endsAt)
  return (
    <div
      role="alert"
      className="fixed inset-x-3 bottom-3 z-50 mx-auto max-w-md rounded-panel border border-degraded bg-surface p-4 shadow-lg"
    >
      <p className="font-semibold">{t('endsSoon', { at: formatMoment(new Date(endMs).toISOString()) })}</p>
      <p className="mt-1 text-muted">{t(mayStay ? 'mayStay' : 'mustLeave')}</p>
      <div className="mt-3 flex gap-2">
        {mayStay ? (
          <Button tone="primary" onClick={() => void stay()}>
            {t('stay')}
          </Button>
        ) : (
          <Button onClick={() => void leave()}>{t('again')}</Button>
        )}
      </div>
    </div>
  )
}

function SessionList() {
  const t = useTranslations('shell.session')
  const { data, problem, askAgain } = useLiveCall(ownSessions, {}, { intervalMs: false })
  const end = useWrite(endSession)
  if (problem) return <ProblemView problem={problem} onRetry={askAgain} part />
  return (
    <section>
      <h3 className="mb-1 font-semibold">{t('all')}</h3>
      <ul className="divide-y divide-line rounded-panel border border-line">
        {data?.sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-3 py-2">
            <SessionFacts session={session} />
            <Button
              className="ml-auto"
              aria-label={
                session.current ? t('signOut') : t('endOne', { since: formatMoment(session.createdAt) })
              }
              onClick={() => (session.current ? void leave() : end.mutate({ id: session.id }))}
            >
              {session.current ? t('signOut') : t('end')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SessionFacts({ session }: { readonly session: OwnSession }) {
  const t = useTranslations('shell.session')
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2">
        {t('since', { since: formatMoment(session.createdAt) })}
        {session.current ? <Badge>{t('current')}</Badge> : null}
      </p>
      <p className="truncate text-small text-muted" title={session.agent}>
        {session.address} · {session.agent}
      </p>
    </div>
  )
}

function formatMoment(moment: string): string {
  return new Date(moment).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
