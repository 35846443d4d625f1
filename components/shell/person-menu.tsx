'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { callOptions } from '#components/query/call-options.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { useActions } from '#components/shell/actions.tsx'
import { useMessages } from '#components/shell/messages.tsx'
import { type Theme, themes, useTheme } from '#components/shell/theme.ts'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { DarkThemeIcon, LightThemeIcon, PersonIcon, SystemThemeIcon } from '#components/ui/icons.tsx'
import { Menu, type MenuGroup } from '#components/ui/menu.tsx'
import { type Session, session as sessionCall, switchIdentity } from '#contract/session.ts'

const themeIcons = {
  light: <LightThemeIcon size={16} />,
  dark: <DarkThemeIcon size={16} />,
  system: <SystemThemeIcon size={16} />,
} as const

const SessionParts = lazy(() =>
  withLateWords(import('#components/shell/session/session-parts.tsx').then((parts) => parts.SessionParts)),
)

async function signOut(): Promise<void> {
  const { leave } = await import('#components/shell/session/sign-out.ts')
  await leave()
}

/** Who looks, as whom else this console can be opened, and the theme. */
export function PersonMenu() {
  const t = useTranslations('shell.person')
  const { data: session } = useLiveCall(sessionCall, {}, { intervalMs: false })
  const look = useLookAs()
  const [theme, chooseTheme] = useTheme()
  const identities = session?.identities ?? []
  const [open, setOpen] = useState(false)
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
        checked: identity.current,
        onSelect: () => look(identity.name),
      })),
    })
  if (session?.signIn)
    groups.unshift({
      label: t('sessionGroup'),
      items: [
        { id: 'session', label: t('session'), onSelect: () => setOpen(true) },
        { id: 'signOut', label: t('signOut'), onSelect: () => void signOut() },
      ],
    })
  return (
    <>
      {session?.signIn ? (
        <Suspense fallback={null}>
          <SessionParts name={session.user.name} signIn={session.signIn} open={open} onOpenChange={setOpen} />
        </Suspense>
      ) : null}
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

/** Changes the identity, then forgets every answer: what one person may see is not shown to another for a moment. */
function useLookAs(): (name: string) => void {
  const t = useTranslations('shell.person')
  const queries = useQueryClient()
  const messages = useMessages()
  const change = useWrite(switchIdentity)
  return (name) =>
    change.mutate(
      { name },
      {
        onSuccess: (session) => {
          queries.setQueryData(callOptions(sessionCall, {}).queryKey, session)
          void queries.resetQueries({ predicate: (query) => query.queryKey[0] !== sessionCall.name })
          messages.post({ severity: 'info', text: t('changed', { name: session.user.name }) })
        },
        onError: (problem) =>
          messages.post({ severity: 'error', text: t('notChanged', { name, why: problem.message }) }),
      },
    )
}
