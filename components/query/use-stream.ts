'use client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { basePath } from '#components/query/base-path.ts'
import { followStream } from '#components/query/follow-stream.ts'
import { useLiveSettings } from '#components/query/live-settings.tsx'
import { type StreamEvent, streamPath } from '#contract/stream.ts'

/**
 * Calls that each topic makes stale. Those that also read metrics are left to the interval: a busy cluster changes many
 * times a second, and each of them costs Prometheus a query.
 */
const staleByTopic: Readonly<Record<StreamEvent['topic'], readonly string[]>> = {
  mesh: ['namespaces'],
  sources: ['sources'],
}

export const gatherEventsMs = 1_000

/** Gathers events for a second, then asks again for what they made stale: one asking however many events. */
export function createInvalidator(queries: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let names = new Set<string>()
  const flush = () => {
    timer = undefined
    const stale = names
    names = new Set()
    for (const name of stale) void queries.invalidateQueries({ queryKey: [name] })
  }
  const gather = (more: readonly string[]) => {
    for (const name of more) names.add(name)
    timer ??= setTimeout(flush, gatherEventsMs)
  }
  return {
    event: (event: StreamEvent) => gather(staleByTopic[event.topic]),
    gap: () => gather(Object.values(staleByTopic).flat()),
    stop: () => clearTimeout(timer),
  }
}

/** Keeps the tab's one stream. Call it once, in the frame. */
export function useStream(): void {
  const queries = useQueryClient()
  const { paused } = useLiveSettings()
  useEffect(() => {
    if (paused) return
    const invalidator = createInvalidator(queries)
    const unfollow = followStream({
      url: `${basePath}${streamPath}`,
      onEvent: invalidator.event,
      onGap: invalidator.gap,
    })
    return () => {
      unfollow()
      invalidator.stop()
    }
  }, [queries, paused])
}
