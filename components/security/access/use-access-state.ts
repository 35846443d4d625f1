'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { type AccessState, buildAccessQuery, parseAccessState } from '#components/security/access/url.ts'

/** What the page shows, as the URL holds it, and the way to change a part of it in place. */
export function useAccessState(): readonly [AccessState, (part: Partial<AccessState>) => void] {
  const text = useSearchParams()?.toString() ?? ''
  const state = useMemo(() => parseAccessState(new URLSearchParams(text)), [text])
  const change = useCallback((part: Partial<AccessState>) => {
    // The address bar, not the hook's value: two changes in one event must both survive.
    const query = new URLSearchParams(window.location.search)
    const next = buildAccessQuery({ ...parseAccessState(query), ...part }, query)
    window.history.replaceState(null, '', `${next || window.location.pathname}${window.location.hash}`)
  }, [])
  return [state, change]
}
