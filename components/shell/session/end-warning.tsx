'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { signInAgain } from '#components/shell/session/sign-out.ts'
import { type Ends, useSessionEnds } from '#components/shell/session/use-session-ends.ts'
import { Button } from '#components/ui/button.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'

/** The word before the end of a session, and what keeps it. */
export function EndWarning({
  first,
  idleSeconds,
}: {
  readonly first: Ends
  readonly idleSeconds: number | undefined
}) {
  const t = useTranslations('shell.session')
  const format = useFormatter()
  const [isRefused, setRefused] = useState(false)
  const { endMs, mayStay, stay } = useSessionEnds(first, idleSeconds)
  if (endMs === undefined) return null
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const at = format.dateTime(endMs, { timeStyle: 'short', timeZone })
  return (
    <div
      role="alert"
      className="fixed inset-x-3 bottom-3 z-50 mx-auto flex max-w-md gap-3 rounded-panel border border-degraded bg-surface p-4 shadow-lg"
    >
      <DegradedIcon size={18} className="mt-0.5 shrink-0 text-degraded" />
      <div className="min-w-0 space-y-3">
        <div>
          <p className="font-semibold">{t('endsSoon', { at })}</p>
          <p className="mt-1 text-muted">{t(mayStay ? 'mayStay' : 'mustLeave')}</p>
        </div>
        {mayStay ? (
          <Button tone="primary" onClick={async () => setRefused(!(await stay()))}>
            {t('stay')}
          </Button>
        ) : (
          <Button tone="primary" onClick={() => void signInAgain()}>
            {t('again')}
          </Button>
        )}
        {isRefused ? <p className="text-small text-failing">{t('notStayed')}</p> : null}
      </div>
    </div>
  )
}
