'use client'
import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from 'react'
import type { NoticeSeverity } from '#components/ui/notice-bar.tsx'

export interface Message {
  readonly id: number
  readonly severity: NoticeSeverity
  readonly text: string
  readonly atMs: number
  readonly read: boolean
}

export interface MessageStore {
  /** Tells the person something that happened. It is announced, shown shortly, and kept in the message centre. */
  post(message: { severity: NoticeSeverity; text: string }): void
  markRead(): void
  clear(): void
  list(): readonly Message[]
  subscribe(listen: () => void): () => void
}

const keptMessages = 100

export function createMessageStore(now: () => number = Date.now): MessageStore {
  let messages: readonly Message[] = []
  let nextId = 1
  const listeners = new Set<() => void>()
  const change = (next: readonly Message[]) => {
    messages = next
    for (const listen of listeners) listen()
  }
  return {
    post({ severity, text }) {
      // The same words again, while still unread, are one message with a newer time.
      const others = messages.filter((known) => known.read || known.text !== text)
      change([{ id: nextId++, severity, text, atMs: now(), read: false }, ...others].slice(0, keptMessages))
    },
    markRead: () => {
      if (messages.some((message) => !message.read))
        change(messages.map((message) => ({ ...message, read: true })))
    },
    clear: () => change([]),
    list: () => messages,
    subscribe(listen) {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}

const MessagesContext = createContext<MessageStore | undefined>(undefined)

export function MessagesProvider({ children }: { readonly children: ReactNode }) {
  const [store] = useState(() => createMessageStore())
  return <MessagesContext value={store}>{children}</MessagesContext>
}

export function useMessages(): MessageStore {
  const store = useContext(MessagesContext)
  if (!store) throw new Error('messages need the frame (MessagesProvider) around them')
  return store
}

const noMessages: readonly Message[] = []

export function useMessageList(): readonly Message[] {
  const store = useMessages()
  return useSyncExternalStore(store.subscribe, store.list, () => noMessages)
}
