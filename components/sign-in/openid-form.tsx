'use client'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { basePath } from '#components/query/base-path.ts'
import { useWrite } from '#components/query/use-write.ts'
import { Refusal, Submit } from '#components/sign-in/form-parts.tsx'
import { goTo } from '#components/sign-in/go-to.ts'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { signInByOpenid, type signInWays } from '#contract/sign-in.ts'

const leftMark = 'left'

/** To the provider and back. Whoever comes back by the browser's own button has most likely seen an error there. */
export function OpenidForm({
  returnTo,
  ways: { provider, redirect },
  onBegin,
}: {
  readonly onBegin: () => void
  readonly returnTo: string
  readonly ways: Pick<CallOutput<typeof signInWays>, 'provider' | 'redirect'>
}) {
  const t = useTranslations('signIn')
  const begin = useWrite(signInByOpenid)
  const [hasLeft] = useState(isBack)
  const { origin } = new URL(redirect)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onBegin()
    begin.mutate(
      { returnTo },
      {
        onSuccess: ({ location }) => {
          noteLeft()
          goTo(location)
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Refusal problem={begin.error} />
      {window.location.origin === origin ? null : (
        <NoticeBar
          severity="warning"
          action={
            <a className="shrink-0 font-medium underline" href={`${origin}${basePath}/`}>
              {t('openThere')}
            </a>
          }
        >
          {t('otherAddress', { provider, address: origin })}
        </NoticeBar>
      )}
      {hasLeft && !begin.error ? (
        <NoticeBar severity="info">{t('cameBack', { provider, address: redirect })}</NoticeBar>
      ) : null}
      <div className="space-y-4 px-6 py-5">
        <p className="text-muted">{t('openidHint', { provider })}</p>
        <Submit busy={begin.isPending || begin.isSuccess}>{t('openid', { provider })}</Submit>
      </div>
    </form>
  )
}

/** In the address, so that the browser's own way back brings it, and a way from elsewhere does not. */
function noteLeft(): void {
  const address = new URL(window.location.href)
  for (const name of ['out', 'state']) address.searchParams.delete(name)
  address.searchParams.set(leftMark, '1')
  window.history.replaceState(window.history.state, '', address)
}

function isBack(): boolean {
  return new URLSearchParams(window.location.search).has(leftMark)
}
