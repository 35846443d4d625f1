'use client'
import { useSyncExternalStore } from 'react'

const subscribe = () => () => undefined
const isInBrowser = () => true
const isOnServer = () => false

/** False on the server and while React takes over what the server drew, so that both draw the same; true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(subscribe, isInBrowser, isOnServer)
}
