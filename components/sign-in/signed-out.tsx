'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

/** What of a sign-out has ended and what has not: the console's session alone, or the one at the provider too. */
export function SignedOut({ provider }: { readonly provider: string }) {
  const t = useTranslations('signIn')
  const query = useSearchParams()
  const out = query.get('out')
  // The provider passes on the state that it was led here with.
  if (provider && query.get('state') === 'signed-out') return tell('info', t('outBoth', { provider }))
  if (provider && out === 'away') return tell('warning', t('outAway', { provider }))
  if (provider && out === 'no-way') return tell('warning', t('outNoWay', { provider }))
  if (out !== 'console') return null
  return tell('info', provider ? t('outHereAlone', { provider }) : t('out'))
}

function tell(severity: 'info' | 'warning', words: string) {
  return (
    <div role="status">
      <NoticeBar severity={severity}>{words}</NoticeBar>
    </div>
  )
}
