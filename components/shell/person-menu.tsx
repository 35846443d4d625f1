'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useActions } from '#components/shell/actions.tsx'
import { useMessages } from '#components/shell/messages.tsx'
import { type Theme, themes, useTheme } from '#components/shell/theme.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { DarkThemeIcon, LightThemeIcon, PersonIcon, SystemThemeIcon } from '#components/ui/icons.tsx'
import { Menu, type MenuGroup, type MenuItem } from '#components/ui/menu.tsx'
import { type Session, session as sessionCall } from '#contract/session.ts'

const themeIcons = {
  light: <LightThemeIcon size={16} />,
  dark: <DarkThemeIcon size={16} />,
  system: <SystemThemeIcon size={16} />,
} as const

const SessionParts = lazy(() =>
  withLateWords(import('#components/shell/session/session-parts.tsx').then((parts) => parts.SessionParts)),
)

const ReaderMark = lazy(() =>
  withLateWords(import('#components/shell/session/reader-mark.tsx').then((part) => part.ReaderMark)),
)

/** What a person may do can change while a page is open; the server itself reads it anew after a minute. */
const rightsMs = 60_000

async function signOut(): Promise<void> {
  const { leave } = await import('#components/shell/session/sign-out.ts')
  await leave()
}

/** Who looks, as whom else this console can be opened, and the theme. */
export function PersonMenu() {
  const t = useTranslations('shell.person')
  const { data: session } = useLiveCall(sessionCall, {}, { intervalMs: rightsMs })
  const look = useLookAs()
  const [theme, chooseTheme] = useTheme()
  const identities = session?.identities ?? []
  const [open, setOpen] = useState(false)
  const roles = session?.user.roles ?? []
  const detail =
    roles.length > 0
      ? { detail: t('role', { roles: roles.join(', '), mayWrite: String(session?.user.mayWrite) }) }
      : {}
  usePersonActions(identities, look, chooseTheme)
  const groups: MenuGroup[] = [
    {
      label: t('themeGroup'),
      items: themes.map((name) => ({
        id: name,
        label: t(`theme.${name}`),
        icon: themeIcons[name],
        checked: theme === name,
        onSelect: () => chooseTheme(name),
      })),
    },
  ]
  if (identities.length > 0)
    groups.unshift({
      label: t('identityGroup'),
      items: identities.map((identity) => ({
        id: identity.name,
        label: identity.name,
        ...(identity.current ? detail : {}),
        checked: identity.current,
        onSelect: () => look(identity.name),
      })),
    })
  const wayOut = useWayOut(session?.signIn)
  if (session?.signIn)
    groups.unshift({
      label: t('sessionGroup'),
      items: [{ id: 'session', label: t('session'), ...detail, onSelect: () => setOpen(true) }, ...wayOut],
    })
  return (
    <>
      {session ? <SessionAround session={session} open={open} onOpenChange={setOpen} /> : null}
      <Menu
        label={session ? t('label', { name: session.user.name }) : t('labelUnknown')}
        align="end"
        groups={groups}
        tone="quiet"
        icon={<PersonIcon size={16} className="text-muted" />}
      >
        <span className="max-w-32 truncate max-xl:sr-only">{session?.user.name ?? t('labelUnknown')}</span>
      </Menu>
    </>
  )
}

/** Ends the session, and says what ends with it. Where a proxy says with each request who asks, there is nothing to end. */
function useWayOut(signIn: Session['signIn']): readonly MenuItem[] {
  const t = useTranslations('shell.person')
  const { endsAt, provider } = signIn ?? {}
  if (!endsAt) return []
  const ends = provider?.ends ? 'signsOutAtProvider' : 'signsOutHere'
  const told = provider ? { detail: t(ends, { provider: provider.host }) } : {}
  return [{ id: 'signOut', label: t('signOut'), ...told, onSelect: () => void signOut() }]
}

/** What the session says on every page: that nothing may be changed, and what comes of being signed in. */
function SessionAround({
  session: { user, signIn },
  open,
  onOpenChange,
}: {
  readonly session: Session
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  return (
    <Suspense fallback={null}>
      {user.mayNotWrite ? <ReaderMark why={user.mayNotWrite.text} /> : null}
      {signIn ? <SessionParts user={user} signIn={signIn} open={open} onOpenChange={onOpenChange} /> : null}
    </Suspense>
  )
}

/** The same by the palette. */
function usePersonActions(
  identities: Session['identities'],
  look: (name: string) => void,
  chooseTheme: (theme: Theme) => void,
): void {
  const t = useTranslations('shell.person')
  useActions([
    ...themes.map((name) => ({
      id: `theme.${name}`,
      label: t(`theme.${name}`),
      group: t('themeGroup'),
      icon: themeIcons[name],
      run: () => chooseTheme(name),
    })),
    ...identities
      .filter((identity) => !identity.current)
      .map((identity) => ({
        id: `identity.${identity.name}`,
        label: t('lookAs', { name: identity.name }),
        group: t('identityGroup'),
        icon: <PersonIcon size={16} />,
        run: () => look(identity.name),
      })),
  ])
}

function useLookAs(): (name: string) => void {
  const t = useTranslations('shell.person')
  const queries = useQueryClient()
  const messages = useMessages()
  return (name) =>
    void import('#components/shell/session/look-as.ts')
      .then(({ lookAs }) => lookAs(name, queries))
      .then(
        () => messages.post({ severity: 'info', text: t('changed', { name }) }),
        ({ message: why }: Error) =>
          messages.post({ severity: 'error', text: t('notChanged', { name, why }) }),
      )
}
