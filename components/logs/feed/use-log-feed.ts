'use client'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { LineChoice } from '#components/logs/feed/line-store.ts'
import { createLogFeed, type FeedView, type LogFeed } from '#components/logs/feed/log-feed.ts'
import type { LogsQuestion, OpenLogs } from '#components/logs/feed/log-stream.ts'
import { sendCall } from '#components/query/send-call.ts'
import { streamCall } from '#components/query/stream-call.ts'
import { type LogEvent, logs } from '#contract/logs.ts'

const opening: FeedView = {
  shown: [],
  found: [],
  held: 0,
  letGo: 0,
  state: 'opening',
  sources: [],
  notices: [],
  dropped: 0,
  waiting: 0,
  gap: false,
  problem: undefined,
}

const openLive: OpenLogs = (question, { onEvents, ...told }) =>
  streamCall(logs, question, {
    ...told,
    // The server's own words, by this contract; thousands of lines a second are not checked one by one.
    onEvents: (events) => onEvents(events.map((event) => JSON.parse(event) as LogEvent)),
  })

const openPast: OpenLogs = async (question, { signal, onOpen, onEvents }) => {
  const { lines, sources, notices } = await sendCall(logs, question, signal)
  onOpen()
  onEvents([
    { type: 'sources', sources },
    { type: 'notices', notices },
    { type: 'lines', lines },
  ])
}

/**
 * A log for as long as the component is there and its tab is seen; undefined `question` opens none. The question
 * must keep its identity while it is the same.
 */
export function useLogFeed(
  question: LogsQuestion | undefined,
  { live, maxLines, held, choice }: { live: boolean; maxLines: number; held: boolean; choice: LineChoice },
): { readonly view: FeedView; readonly feed: LogFeed | undefined } {
  const [feed, setFeed] = useState<LogFeed>()
  useEffect(() => {
    if (!question) return
    const own = createLogFeed(question, { maxLines, live, open: live ? openLive : openPast })
    setFeed(own)
    const look = () => own.rest(document.visibilityState === 'hidden')
    document.addEventListener('visibilitychange', look)
    look()
    return () => {
      document.removeEventListener('visibilitychange', look)
      own.stop()
      setFeed(undefined)
    }
  }, [question, maxLines, live])
  useEffect(() => feed?.choose(choice), [feed, choice])
  useEffect(() => feed?.hold(held), [feed, held])
  const [subscribe, read] = useMemo(
    () => [feed?.subscribe ?? (() => () => undefined), feed?.read ?? (() => opening)] as const,
    [feed],
  )
  return { view: useSyncExternalStore(subscribe, read, () => opening), feed }
}
