'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'
import { usePreference } from '#components/shell/preferences.ts'

/** Whose clock tells moments: this browser's, or that of servers and their logs. */
export type Zone = 'local' | 'utc'

const key = 'zone'

/**
 * The clock that a person chose, on whatever screen: as the URL says it, so that a link shows the same, else as this browser
 * remembers it. Choosing writes both.
 */
export function useZone(): readonly [Zone, (zone: Zone) => void] {
  const asked = useSearchParams()?.get(key)
  const [remembered, remember] = usePreference(key)
  const choose = useCallback(
    (zone: Zone) => {
      remember(zone)
      const query = new URLSearchParams(window.location.search)
      if (zone === 'utc') query.set(key, zone)
      else query.delete(key)
      const text = query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*').replaceAll('%3A', ':')
      window.history.replaceState(
        null,
        '',
        `${text ? `?${text}` : window.location.pathname}${window.location.hash}`,
      )
    },
    [remember],
  )
  return [asked === 'utc' || remembered === 'utc' ? 'utc' : 'local', choose]
}

/** As Intl names it. */
export function nameZone(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone
}
