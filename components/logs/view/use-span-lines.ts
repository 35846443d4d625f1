import { useEffect, useMemo, useRef } from 'react'
import type { LogFeed } from '#components/logs/feed/log-feed.ts'
import type { LogSubject, LogsState } from '#components/logs/url.ts'
import type { NamedSource } from '#components/logs/view/name-sources.ts'
import {
  buildSpanQuestion,
  type Direction,
  formatSpanLines,
  spanContainer,
} from '#components/logs/view/span-lines.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { metricPoints } from '#contract/metric-points.ts'
import type { Notice } from '#contract/words.ts'

/** The names of sources, and that of spans where they are shown. */
export function addSpans(
  names: ReadonlyMap<string, NamedSource>,
  wanted: boolean,
): ReadonlyMap<string, NamedSource> {
  if (!wanted) return names
  const id = `/${spanContainer}`
  return new Map(names).set(id, { id, name: spanContainer, full: spanContainer, series: 8, role: 'proxy' })
}

/** Puts the spans of what a log is of between its lines, each once. Returns what is to be said of them. */
export function useSpanLines(
  subject: LogSubject,
  { spans, at }: Pick<LogsState, 'spans' | 'at'>,
  feed: LogFeed | undefined,
): readonly Notice[] {
  const received = useSpans(subject, 'in', { spans, at }, feed)
  const sent = useSpans(subject, 'out', { spans, at }, feed)
  // What goes wrong with the one goes wrong with the other.
  return received.length > 0 ? received : sent
}

const nothing: readonly Notice[] = []

function useSpans(
  subject: LogSubject,
  direction: Direction,
  { spans, at }: Pick<LogsState, 'spans' | 'at'>,
  feed: LogFeed | undefined,
): readonly Notice[] {
  const question = useMemo(() => buildSpanQuestion(subject, direction, at), [subject, direction, at])
  const wanted = spans && question !== undefined
  const { data } = useLiveCall(
    metricPoints,
    question ?? { kind: 'namespace', namespace: subject.namespace },
    { enabled: wanted, ...(at === undefined ? {} : { intervalMs: false as const }) },
  )
  const mixed = useRef<{ feed: LogFeed | undefined; keys: Set<string> }>({ feed: undefined, keys: new Set() })
  useEffect(() => {
    if (!wanted || !data || !feed) return
    if (mixed.current.feed !== feed) mixed.current = { feed, keys: new Set() }
    const { keys } = mixed.current
    const fresh = formatSpanLines(data.points, direction).filter(
      ({ time, text }) => !keys.has(`${time} ${text}`),
    )
    for (const { time, text } of fresh) keys.add(`${time} ${text}`)
    if (fresh.length > 0) feed.mix(fresh)
  }, [wanted, data, feed, direction])
  return (wanted && data?.notices) || nothing
}
