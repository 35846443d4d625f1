'use client'
import { createContext, type ReactNode, useContext } from 'react'

export interface LiveSettings {
  /** How often live calls ask again; undefined: only when told to. */
  readonly intervalMs: number | undefined
  /** Nothing moves: neither the interval nor the stream asks again. */
  readonly paused: boolean
  /** False until the view (namespaces, range) is known; calls that need it wait. */
  readonly ready: boolean
}

const LiveSettingsContext = createContext<LiveSettings>({ intervalMs: undefined, paused: false, ready: true })

export function LiveSettingsProvider({
  settings,
  children,
}: {
  readonly settings: LiveSettings
  readonly children: ReactNode
}) {
  return <LiveSettingsContext value={settings}>{children}</LiveSettingsContext>
}

export function useLiveSettings(): LiveSettings {
  return useContext(LiveSettingsContext)
}
