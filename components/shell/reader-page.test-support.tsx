import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import {
  AppRouterContext,
  type AppRouterInstance,
} from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import type { ReactNode } from 'react'
import { expect } from 'vitest'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import { type Session, session } from '#contract/session.ts'

export const whyNot = 'Auditors may not write: changing something needs the role editor (VARDIA_ROLES).'

const reader: Session = {
  user: {
    name: 'eve',
    anonymous: false,
    mayWrite: false,
    mayNotWrite: { code: 'may-not-by-role', params: { role: 'auditor' }, text: whyNot },
    roles: ['auditor'],
    mayAudit: true,
    mayEndSessions: false,
  },
  identities: [],
  console: { version: '1', basePath: '', cluster: 'c', defaultRangeSeconds: 60, defaultRefreshSeconds: 15 },
}

/** A server that knows an auditor, and of other calls what `answers` has by their path. Gives what was asked of it. */
export function serveReader(answers: Readonly<Record<string, unknown>>): { readonly asked: Set<string> } {
  const asked = new Set<string>()
  servePage((url) => {
    const path = url.pathname.slice(basePath.length)
    asked.add(path)
    if (path === session.path) return { status: 200, body: reader }
    return path in answers ? { status: 200, body: answers[path] } : undefined
  })
  return { asked }
}

const gone = async () => {
  throw new Error('nothing here leads away')
}
// Of the router only these are used.
const router = {
  push: gone,
  replace: gone,
  refresh: gone,
  back: gone,
  forward: gone,
  prefetch: gone,
} as unknown as AppRouterInstance

/** Draws a part of a page as that server's auditor has it. */
export function showToReader(part: ReactNode, search = 'ns=*&range=1m&refresh=manual'): void {
  render(
    <AppRouterContext value={router}>
      <SearchParamsContext value={new URLSearchParams(search)}>
        <WordsProvider>
          <QueryProvider>
            <ActionsProvider>
              <ViewProvider>{part}</ViewProvider>
            </ActionsProvider>
          </QueryProvider>
        </WordsProvider>
      </SearchParamsContext>
    </AppRouterContext>,
  )
}

/** Waits until what would write is shown disabled, presses it all the same, and reads why it may not be. */
export async function expectForbidden(name: string | RegExp, why = whyNot): Promise<void> {
  await waitFor(() => expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true'))
  const button = screen.getByRole('button', { name })
  await userEvent.click(button)
  await userEvent.hover(button)
  expect((await screen.findAllByText(why)).length).toBeGreaterThan(0)
}
