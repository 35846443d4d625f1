'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

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

/** The state of the URL, and the way to change a part of it in place. */
export function useListState(): readonly [ListState, (part: Partial<ListState>) => void] {
  const query = useSearchParams()
  const text = query?.toString() ?? ''
  const state = useMemo(() => parseListState(new URLSearchParams(text)), [text])
  const change = useCallback((part: Partial<ListState>) => {
    // The address bar, not the hook's value: two changes in one event must both survive.
    const now = new URLSearchParams(window.location.search)
    const next = buildListQuery({ ...parseListState(now), ...part }, now)
    window.history.replaceState(null, '', `${next}${window.location.hash}`)
  }, [])
  return [state, change]
}
