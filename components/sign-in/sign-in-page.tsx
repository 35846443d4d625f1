'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, type ReactNode, Suspense, useEffect, useState } from 'react'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { listenToTabs } from '#components/shell/session/tell-tabs.ts'
import { useThemeOnPage } from '#components/shell/theme.ts'
import { Button } from '#components/ui/button.tsx'
import { LockedIcon } from '#components/ui/icons.tsx'
import { TextInput } from '#components/ui/input.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { signInByOpenid, signInByToken, signInWays } from '#contract/sign-in.ts'
import words from '#messages/areas/signIn.json'

/** The one page for who is nobody yet. It leads back to where the person came from. */
export function SignInPage() {
  return (
    <QueryProvider>
      <AreaWords words={words}>
        <Suspense fallback={null}>
          <SignInScreen />
        </Suspense>
      </AreaWords>
    </QueryProvider>
  )
}

function SignInScreen() {
  const t = useTranslations('signIn')
  useThemeOnPage()
  const returnTo = useSearchParams().get('return') ?? '/'
  // Whoever signs in in one tab is signed in in all of them.
  useEffect(() => listenToTabs('signed-in', () => goTo(findWithin(returnTo))), [returnTo])
  const { data: ways, problem, askAgain } = useLiveCall(signInWays, {}, { intervalMs: false })
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-sunken p-4">
      <div className="w-full max-w-md overflow-hidden rounded-panel border border-line bg-surface">
        <header className="border-b border-line px-6 py-5">
          <p className="text-small text-muted">{ways ? t('cluster', { cluster: ways.cluster }) : ' '}</p>
          <h1 className="text-title font-semibold">{t('title')}</h1>
          {returnTo === '/' ? null : <p className="mt-1 text-small text-muted">{t('back')}</p>}
        </header>
        {problem ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
        {!ways && !problem ? <Skeleton className="m-6 h-24" /> : null}
        {ways?.way === 'token' ? <TokenForm returnTo={returnTo} /> : null}
        {ways?.way === 'openid' ? <OpenidForm returnTo={returnTo} provider={ways.provider} /> : null}
        {ways?.way === 'anonymous' || ways?.way === 'header' ? (
          <p className="px-6 py-5">{t('notHere')}</p>
        ) : null}
      </div>
    </main>
  )
}

function TokenForm({ returnTo }: { readonly returnTo: string }) {
  const t = useTranslations('signIn')
  const [token, setToken] = useState('')
  const signIn = useWrite(signInByToken)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ token, returnTo }, { onSuccess: (answer) => goTo(`${basePath}${answer.returnTo}`) })
  }
  return (
    <form onSubmit={submit}>
      <Refusal problem={signIn.error} />
      <div className="space-y-4 px-6 py-5">
        <div className="block space-y-1.5">
          <span aria-hidden className="font-medium">
            {t('token')}
          </span>
          <TextInput
            type="password"
            name="token"
            aria-label={t('token')}
            aria-describedby="token-hint"
            className="w-full"
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </div>
        <div id="token-hint" className="space-y-1 text-small text-muted">
          <p>{t('tokenHint')}</p>
          <code className="block overflow-x-auto rounded-control bg-sunken px-2 py-1 font-mono text-fg">
            kubectl create token ACCOUNT -n NAMESPACE
          </code>
        </div>
        <Submit busy={signIn.isPending || signIn.isSuccess}>{t('title')}</Submit>
      </div>
    </form>
  )
}

function OpenidForm({ returnTo, provider }: { readonly returnTo: string; readonly provider: string }) {
  const t = useTranslations('signIn')
  const begin = useWrite(signInByOpenid)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate({ returnTo }, { onSuccess: ({ location }) => goTo(location) })
  }
  return (
    <form onSubmit={submit}>
      <Refusal problem={begin.error} />
      <div className="space-y-4 px-6 py-5">
        <p className="text-muted">{t('openidHint', { provider })}</p>
        <Submit busy={begin.isPending || begin.isSuccess}>{t('openid', { provider })}</Submit>
      </div>
    </form>
  )
}

function Refusal({ problem }: { readonly problem: { readonly message: string } | null }) {
  return <div role="alert">{problem ? <NoticeBar severity="error">{problem.message}</NoticeBar> : null}</div>
}

function Submit({ busy, children }: { readonly busy: boolean; readonly children: ReactNode }) {
  const t = useTranslations('signIn')
  return (
    <Button
      type="submit"
      tone="primary"
      icon={<LockedIcon size={16} />}
      className="w-full justify-center"
      disabledReason={busy ? t('busy') : undefined}
    >
      {children}
    </Button>
  )
}

/** The page of this console that a path names; the first one for whatever leads elsewhere, as the server has it too. */
function findWithin(path: string): string {
  const { origin } = window.location
  const address = `${basePath}${path}`
  const isWithin =
    path.startsWith('/') && URL.canParse(address, origin) && new URL(address, origin).origin === origin
  return isWithin ? new URL(address, origin).href : `${basePath}/`
}

/** A whole new page: nothing of what was known before the sign-in goes on. */
function goTo(address: string): void {
  window.location.assign(address)
}
