'use client'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { lazy, type ReactNode, Suspense } from 'react'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useStream } from '#components/query/use-stream.ts'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { MessageToast } from '#components/shell/message-centre.tsx'
import { MessagesProvider } from '#components/shell/messages.tsx'
import { Nav, NavActions } from '#components/shell/nav.tsx'
import { useThemeOnPage } from '#components/shell/theme.ts'
import { TopBar } from '#components/shell/top-bar.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { sources } from '#contract/session.ts'

const mainId = 'main'

const NoticeList = lazy(async () => ({
  default: (await import('#components/shell/notice-list.tsx')).NoticeList,
}))

/** Everything around a screen. It paints at once; each part of it fills in and fails alone. */
export function ConsoleFrame({ children }: { readonly children: ReactNode }) {
  return (
    <QueryProvider>
      <MessagesProvider>
        <ActionsProvider>
          <Suspense fallback={null}>
            <ViewProvider>
              <Frame>{children}</Frame>
            </ViewProvider>
          </Suspense>
        </ActionsProvider>
      </MessagesProvider>
    </QueryProvider>
  )
}

/** What holds for every page, such as that nothing can be written; quiet while there is nothing to say. */
function FrameNotices() {
  const { data } = useLiveCall(sources, {}, { intervalMs: 30_000 })
  return data?.notices.length ? (
    <Suspense fallback={null}>
      <NoticeList notices={data.notices} />
    </Suspense>
  ) : null
}

function Frame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('shell')
  useStream()
  useThemeOnPage()
  // A wall screen shows the screen alone. The frame stays mounted: its keys and palette are the way back.
  const frameLook = useSearchParams().get('kiosk') === 'true' ? 'hidden' : 'contents'
  return (
    <div className="flex h-dvh overflow-hidden">
      <a
        href={`#${mainId}`}
        className="absolute top-2 left-2 z-60 -translate-y-20 rounded-control bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <NavActions />
      <div className={frameLook}>
        <Nav />
      </div>
      <div className="flex min-w-0 grow flex-col">
        <div className={frameLook}>
          <TopBar />
          <FrameNotices />
        </div>
        <main id={mainId} tabIndex={-1} className="min-h-0 grow overflow-auto outline-none">
          {children}
        </main>
      </div>
      <MessageToast />
    </div>
  )
}
