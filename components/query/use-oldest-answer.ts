'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

/**
 * When the oldest live answer on the screen arrived, in milliseconds since the epoch; undefined while none has. Answers
 * that are asked once (the session, lists kept by the stream) do not count.
 */
export function useOldestAnswerMs(): number | undefined {
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback((listen: () => void) => cache.subscribe(listen), [cache])
  const read = () => {
    const times = cache
      .findAll({ type: 'active', predicate: (query) => query.meta?.['live'] === true })
      .map((query) => query.state.dataUpdatedAt)
      .filter((time) => time > 0)
    return times.length === 0 ? undefined : Math.min(...times)
  }
  return useSyncExternalStore(subscribe, read, () => undefined)
}
