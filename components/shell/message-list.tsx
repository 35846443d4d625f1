'use client'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { formatWindow } from '#components/mesh/format.ts'
import { type Message, useMessageList, useMessages } from '#components/shell/messages.tsx'
import { useNowMs } from '#components/shell/use-now.ts'
import { Button } from '#components/ui/button.tsx'
import { NoticeBar } from '#components/ui/notice-bar.tsx'

/** What happened while the page is open, newest first; loaded when the bell is pressed. Seeing the list is reading it. */
export function MessageList() {
  const t = useTranslations('shell.messages')
  const store = useMessages()
  const messages = useMessageList()
  useEffect(() => store.markRead, [store])
  if (messages.length === 0) return <p className="text-muted">{t('none')}</p>
  return (
    <>
      <ul className="-mx-3 max-h-96 overflow-auto">
        {messages.map((message) => (
          <li key={message.id} className="border-b border-line">
            <MessageLine message={message} />
          </li>
        ))}
      </ul>
      <Button tone="quiet" className="mt-2" onClick={store.clear}>
        {t('clear')}
      </Button>
    </>
  )
}

function MessageLine({ message }: { readonly message: Message }) {
  const t = useTranslations('shell.messages')
  const nowMs = useNowMs()
  return (
    <NoticeBar severity={message.severity}>
      <p>{message.text}</p>
      <p className="text-small text-muted">
        {t('ago', { age: formatWindow((nowMs - message.atMs) / 1_000) })}
      </p>
    </NoticeBar>
  )
}
