'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { nameAgent } from '#components/shell/session/name-agent.ts'
import { useNowMs } from '#components/shell/use-now.ts'
import { Badge } from '#components/ui/badge.tsx'
import type { OwnSession } from '#contract/sign-in.ts'

const parts = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const

/** When, in the time of the person who looks; a session lasts days at most, so that the year is known. */
export function useMoment(): (moment: string) => string {
  const format = useFormatter()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return (moment) => format.dateTime(new Date(moment), { ...parts, timeZone })
}

/** Sessions that hold, each with what ends it. */
export function SessionList<Kept extends OwnSession>({
  label,
  sessions,
  act,
}: {
  readonly label: string
  readonly sessions: readonly Kept[]
  readonly act: (session: Kept) => ReactNode
}) {
  const t = useTranslations('shell.session')
  const tell = useMoment()
  const format = useFormatter()
  const now = useNowMs()
  return (
    <ul
      aria-label={label}
      className="max-h-72 divide-y divide-line overflow-y-auto rounded-panel border border-line"
    >
      {sessions.map((session) => (
        <li key={session.id} className="flex items-center gap-3 px-3 py-2">
          <div className="min-w-0 grow">
            <p className="flex flex-wrap items-center gap-x-2">
              {'user' in session ? (
                <span className="font-medium wrap-anywhere">{String(session.user)}</span>
              ) : null}
              <span title={session.agent}>{nameAgent(session.agent) || t('noAgent')}</span>
              {session.current ? <Badge>{t('current')}</Badge> : null}
            </p>
            <p className="text-small text-muted">
              {t('facts', {
                address: session.address,
                method: t(`method.${session.method}`),
                since: tell(session.createdAt),
                seen: format.relativeTime(new Date(session.seenAt), now),
              })}
            </p>
          </div>
          {act(session)}
        </li>
      ))}
    </ul>
  )
}
