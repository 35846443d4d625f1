'use client'
import { useMemo, useState } from 'react'
import type { FeedView } from '#components/logs/feed/log-feed.ts'

export interface Found {
  /** How many of the lines shown hold what is looked for. */
  readonly count: number
  /** Which of them the search stands at, from 0; undefined before the first step. */
  readonly place: number | undefined
  /** The line to be seen, as an index of what is shown: the place of the search, else the moment that was jumped to. */
  readonly index: number | undefined
  readonly step: (step: 1 | -1) => void
  readonly leave: () => void
}

/** A walk over the lines that hold what is looked for; it keeps its line while others come and go. */
export function useFound(view: FeedView, isLooking: boolean, at: string | undefined): Found {
  const [lineId, setLineId] = useState<number>()
  const { found, shown } = view
  const place = useMemo(() => {
    const known =
      lineId === undefined || !isLooking ? -1 : found.findIndex((index) => shown[index]?.id === lineId)
    return known < 0 ? undefined : known
  }, [found, shown, lineId, isLooking])
  const moment = useMemo(() => {
    if (at === undefined || shown.length === 0) return undefined
    const sought = at.replace('Z', '')
    const index = shown.findIndex(({ line }) => line.time >= sought)
    return index < 0 ? shown.length - 1 : index
  }, [shown, at])
  const step = (by: 1 | -1) => {
    if (found.length === 0) return
    // The newest is the first that a person wants to see.
    const next = place === undefined ? found.length - 1 : (place + by + found.length) % found.length
    setLineId(shown[found[next] ?? 0]?.id)
  }
  return {
    count: isLooking ? found.length : 0,
    place,
    index: place === undefined ? moment : found[place],
    step,
    leave: () => setLineId(undefined),
  }
}
