'use client'
import { useSearchParams } from 'next/navigation'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useAhead } from '#components/ui/use-ahead.ts'

/** What a list shows, as the URL holds it, beside the shared view: `?filter=health:failing+rev&sort=-traffic`. */
export interface ListState {
  /** As `parseFilter` reads it. */
  readonly filter: string
  /** As `parseSort` reads it. */
  readonly sort: string
}

export function parseListState(query: URLSearchParams): ListState {
  return { filter: query.get('filter') ?? '', sort: query.get('sort') ?? '' }
}

/** Keeps every other key; what is empty is left out. The result begins with `?`. */
export function buildListQuery(state: ListState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  for (const key of ['filter', 'sort'] as const)
    if (state[key] === '') query.delete(key)
    else query.set(key, state[key])
  return `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*').replaceAll('%3A', ':')}`
}

/** A change of the address makes Next draw the whole page anew, which must not stand before what was asked for. */
function afterFrame(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(act)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

function writeAddress(state: ListState): void {
  const query = buildListQuery(state, new URLSearchParams(window.location.search))
  window.history.replaceState(null, '', `${query}${window.location.hash}`)
}

interface ListStateNow {
  /** As it was told last. */
  readonly asked: ListState
  /** What the rows follow: the same, a moment later. A slow machine draws fewer tables, not late letters. */
  readonly drawn: ListState
  readonly setFilter: (filter: string) => void
  readonly setSort: (sort: string) => void
}

/** The state of the URL, changed in place: the controls follow at once, then the rows, and when these are painted the URL. */
export function useListState(): ListStateNow {
  const text = useSearchParams()?.toString() ?? ''
  const standing = useMemo(() => parseListState(new URLSearchParams(text)), [text])
  const [filter, setFilter] = useAhead(standing.filter)
  const [sort, setSort] = useAhead(standing.sort)
  const asked = useMemo(() => ({ filter, sort }), [filter, sort])
  const drawn = useDeferredValue(asked)
  const isTold = standing.filter === filter && standing.sort === sort
  useEffect(() => {
    if (drawn === asked && !isTold) return afterFrame(() => writeAddress(asked))
  }, [drawn, asked, isTold])
  return { asked, drawn, setFilter, setSort }
}
