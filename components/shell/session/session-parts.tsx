'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useEffect } from 'react'
import { goToSignIn } from '#components/query/go-to-sign-in.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { EndWarning } from '#components/shell/session/end-warning.tsx'
import { SessionList, useMoment } from '#components/shell/session/session-list.tsx'
import { leave } from '#components/shell/session/sign-out.ts'
import { listenToTabs, tellTabs } from '#components/shell/session/tell-tabs.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { Session } from '#contract/session.ts'
import { endSession, ownSessions } from '#contract/sign-in.ts'

const AllSessions = lazy(async () => ({
  default: (await import('#components/shell/session/all-sessions.tsx')).AllSessions,
}))

type SignIn = NonNullable<Session['signIn']>

/** What a session brings along: its dialog, the word before its end, and that its tabs begin and end together. */
export function SessionParts({
  user,
  signIn,
  open,
  onOpenChange,
}: {
  readonly user: Session['user']
  readonly signIn: SignIn
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  const t = useTranslations('shell.session')
  const { endsAt, idleEndsAt, idleSeconds } = signIn
  useEffect(() => {
    tellTabs('signed-in')
    return listenToTabs('signed-out', goToSignIn)
  }, [])
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title={t('title')} closeLabel={t('close')}>
        <div className="space-y-4 p-4">
          <Standing user={user} signIn={signIn} />
          {endsAt ? <OwnSessions /> : null}
          {user.mayEndSessions ? (
            <Suspense fallback={null}>
              <AllSessions self={user.name} />
            </Suspense>
          ) : null}
        </div>
      </Dialog>
      {endsAt && idleEndsAt ? <EndWarning first={{ endsAt, idleEndsAt }} idleSeconds={idleSeconds} /> : null}
    </>
  )
}

/** Who one is here, and for how long. */
function Standing({ user, signIn }: { readonly user: Session['user']; readonly signIn: SignIn }) {
  const t = useTranslations('shell.session')
  const tell = useMoment()
  const { name, roles, mayNotWrite } = user
  const { provider } = signIn
  return (
    <div className="space-y-1">
      <p>
        {t('signedIn', { name, method: t(`method.${signIn.method}`) })}{' '}
        {roles.length > 0 ? t('role', { roles: roles.join(', ') }) : ''}
      </p>
      {mayNotWrite ? <p className="text-muted">{mayNotWrite.text}</p> : null}
      {signIn.endsAt ? (
        <p className="text-muted">
          {t('ends', { at: tell(signIn.endsAt) })}{' '}
          {provider ? t(provider.ends ? 'endsAtProvider' : 'endsHere', { provider: provider.host }) : ''}
        </p>
      ) : null}
    </div>
  )
}

function OwnSessions() {
  const t = useTranslations('shell.session')
  const tell = useMoment()
  const { data, problem, askAgain } = useLiveCall(ownSessions, {}, { intervalMs: false })
  const end = useWrite(endSession)
  if (problem) return <ProblemView problem={problem} onRetry={askAgain} part />
  return (
    <section className="space-y-2">
      <h3 className="font-semibold">{t('all')}</h3>
      {end.error ? <NoticeBar severity="error">{end.error.message}</NoticeBar> : null}
      <SessionList
        label={t('all')}
        sessions={data?.sessions ?? []}
        act={({ id, current, createdAt }) => (
          <Button
            aria-label={current ? t('signOut') : t('endOne', { since: tell(createdAt) })}
            disabledReason={end.isPending ? t('busy') : undefined}
            onClick={() => (current ? void leave() : end.mutate({ id }))}
          >
            {t(current ? 'signOut' : 'end')}
          </Button>
        )}
      />
    </section>
  )
}
