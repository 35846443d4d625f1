'use client'
import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds now; false while the server draws. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  )
}

/** Whether the page is a phone's: below Tailwind's `md`, as in the classes `max-md:…`. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 767px)')
}
