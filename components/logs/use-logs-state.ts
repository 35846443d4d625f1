'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { buildLogsQuery, type LogsState, parseLogsState } from '#components/logs/url.ts'
import { useZone } from '#components/shell/use-zone.ts'

export type ChangeLogs = (change: Partial<LogsState>) => void

/** How the logs are looked at, as the URL holds it, and the way to change a part of it in place. */
export function useLogsState(): { readonly state: LogsState; readonly change: ChangeLogs } {
  const text = useSearchParams()?.toString() ?? ''
  const [zone, chooseZone] = useZone()
  const state = useMemo(() => ({ ...parseLogsState(new URLSearchParams(text)), zone }), [text, zone])
  const change = useCallback<ChangeLogs>(
    ({ zone: chosen, ...part }) => {
      if (chosen) chooseZone(chosen)
      // The address bar, not the hook's value: two changes in one event must both survive.
      const query = new URLSearchParams(window.location.search)
      const next = buildLogsQuery({ ...parseLogsState(query), ...part }, query)
      window.history.replaceState(null, '', `${next || window.location.pathname}${window.location.hash}`)
    },
    [chooseZone],
  )
  return { state, change }
}
