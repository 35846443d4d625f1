import { type StreamEvent, streamEventSchema } from '#contract/stream.ts'

/** EventSource.CLOSED, which is no constant where there is no EventSource. */
const closed = 2

/** What of an EventSource is used; the browser's own fits. */
export type OpenStream = (url: string) => {
  onmessage: ((event: MessageEvent<string>) => void) | null
  onopen: ((event: Event) => void) | null
  onerror: ((event: Event) => void) | null
  readonly readyState: number
  close(): void
}

/**
 * Holds the tab's one stream while the tab is seen, and closes it while hidden. On every opening after the first,
 * `onGap` is called: what happened in between is unknown, so what is live must be asked again. The browser reconnects
 * by itself after a cut; after an answer that forbids it (closed for good) it is tried again at the next showing.
 * Returns its own undo.
 */
export function followStream({
  url,
  onEvent,
  onGap,
  page = document,
  open = (target) => new EventSource(target),
}: {
  readonly url: string
  readonly onEvent: (event: StreamEvent) => void
  readonly onGap: () => void
  readonly page?: Document
  readonly open?: OpenStream
}): () => void {
  let stream: ReturnType<OpenStream> | undefined
  let openedBefore = false
  const start = () => {
    stream = open(url)
    stream.onopen = () => {
      if (openedBefore) onGap()
      openedBefore = true
    }
    const opened = stream
    // Refused for good: the session may have ended elsewhere, which the next asking tells.
    opened.onerror = () => opened.readyState === closed && onGap()
    stream.onmessage = (message) => {
      const event = streamEventSchema.safeParse(parse(message.data))
      if (event.success) onEvent(event.data)
    }
  }
  const stop = () => {
    stream?.close()
    stream = undefined
  }
  const follow = () => {
    stop()
    if (page.visibilityState !== 'hidden') start()
  }
  page.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    page.removeEventListener('visibilitychange', follow)
    stop()
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
