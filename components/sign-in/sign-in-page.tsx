'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { listenToTabs } from '#components/shell/session/tell-tabs.ts'
import { useThemeOnPage } from '#components/shell/theme.ts'
import { findWithin, goTo } from '#components/sign-in/go-to.ts'
import { OpenidForm } from '#components/sign-in/openid-form.tsx'
import { SignedOut } from '#components/sign-in/signed-out.tsx'
import { TokenForm } from '#components/sign-in/token-form.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { signInWays } from '#contract/sign-in.ts'
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
  // A page that the browser kept as it was left shows a sign-in under way that has long ended.
  useEffect(() => {
    const renew = ({ persisted }: PageTransitionEvent) => persisted && window.location.reload()
    window.addEventListener('pageshow', renew)
    return () => window.removeEventListener('pageshow', renew)
  }, [])
  const keepsCookies = useSyncExternalStore(
    () => () => undefined,
    () => navigator.cookieEnabled,
    () => true,
  )
  const { data: ways, problem, askAgain } = useLiveCall(signInWays, {}, { intervalMs: false })
  // Whoever begins anew has read what of the last session has ended.
  const [hasBegun, setBegun] = useState(false)
  const begin = () => setBegun(true)
  const asksForSession = ways?.way === 'token' || ways?.way === 'openid'
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-sunken p-4">
      <div className="w-full max-w-md overflow-hidden rounded-panel border border-line bg-surface">
        <header className="border-b border-line px-6 py-5">
          <p className="text-small text-muted">{ways ? t('cluster', { cluster: ways.cluster }) : ' '}</p>
          <h1 className="text-title font-semibold">{t('title')}</h1>
          {returnTo === '/' ? null : <p className="mt-1 text-small text-muted">{t('back')}</p>}
        </header>
        {asksForSession && !hasBegun ? <SignedOut provider={ways.provider} /> : null}
        {asksForSession && !keepsCookies ? (
          <NoticeBar severity="error">{t('cookiesOff', { host: window.location.host })}</NoticeBar>
        ) : null}
        {problem ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
        {!ways && !problem ? <Skeleton className="m-6 h-24" /> : null}
        {ways?.way === 'token' ? <TokenForm returnTo={returnTo} onBegin={begin} /> : null}
        {ways?.way === 'openid' ? <OpenidForm returnTo={returnTo} ways={ways} onBegin={begin} /> : null}
        {ways?.way === 'anonymous' || ways?.way === 'header' ? (
          <p className="px-6 py-5">{t('notHere')}</p>
        ) : null}
      </div>
    </main>
  )
}
