'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useMessageList } from '#components/shell/messages.tsx'
import { withLateWords } from '#components/shell/with-late-words.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { CloseIcon, MessagesIcon } from '#components/ui/icons.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'
import { Popover } from '#components/ui/popover.tsx'

const loadList = () =>
  withLateWords(import('#components/shell/message-list.tsx').then((part) => part.MessageList))
// While the server is away it cannot be loaded either; what is new is shown without it.
const MessageList = lazy(() => loadList().catch(() => ({ default: () => null })))

/** The bell: what happened while the page is open, newest first. */
export function MessageCentre() {
  const t = useTranslations('shell.messages')
  const messages = useMessageList()
  const unread = messages.filter((message) => !message.read).length
  return (
    <Popover
      label={t('label', { count: unread })}
      align="end"
      icon={
        <>
          <MessagesIcon size={16} className="text-muted" />
          {unread > 0 ? (
            <span
              aria-hidden
              className="tabular absolute -top-0.5 -right-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-small text-on-accent"
            >
              {unread > 9 ? '9+' : unread}
            </span>
          ) : null}
        </>
      }
      content={() => (
        <div className="w-80 max-w-full">
          <Suspense fallback={null}>
            <MessageList />
          </Suspense>
        </div>
      )}
      preload={loadList}
    />
  )
}

const shownForMs = 8_000

/**
 * The newest message for a moment, in the bottom left corner over the navigation, where it covers no control of the
 * page. Errors stay until they are closed. It is always in the page, so that screen readers announce what comes.
 */
export function MessageToast() {
  const t = useTranslations('shell.messages')
  const newest = useMessageList()[0]
  const [closedId, setClosedId] = useState(0)
  const shown = newest && !newest.read && newest.id > closedId ? newest : undefined
  useEffect(() => {
    if (!shown || shown.severity === 'error') return
    const timer = setTimeout(() => setClosedId(shown.id), shownForMs)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <div role="status" className="fixed bottom-3 left-3 z-50 w-88 max-w-[calc(100vw-1.5rem)]">
      {shown ? (
        <div className="overflow-hidden rounded-panel border border-line bg-raised shadow-raised">
          <NoticeBar
            severity={shown.severity}
            action={
              <IconButton
                aria-label={t('close')}
                icon={<CloseIcon size={16} />}
                onClick={() => setClosedId(shown.id)}
              />
            }
          >
            {shown.text}
          </NoticeBar>
        </div>
      ) : null}
    </div>
  )
}
