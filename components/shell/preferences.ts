'use client'
import { useCallback, useSyncExternalStore } from 'react'

/**
 * What a person chose for this browser, kept in localStorage under `vardia.<key>`. Where storage is refused (private
 * windows), the choice lives as long as the page.
 */
const changed = 'vardia-preference'
const fallbackValues = new Map<string, string>()

export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(`vardia.${key}`) ?? fallbackValues.get(key) ?? null
  } catch {
    return fallbackValues.get(key) ?? null
  }
}

export function writePreference(key: string, value: string): void {
  fallbackValues.set(key, value)
  try {
    localStorage.setItem(`vardia.${key}`, value)
  } catch {
    // Storage is refused; the map above remembers for this page.
  }
  window.dispatchEvent(new Event(changed))
}

function subscribe(listen: () => void): () => void {
  window.addEventListener(changed, listen)
  window.addEventListener('storage', listen)
  return () => {
    window.removeEventListener(changed, listen)
    window.removeEventListener('storage', listen)
  }
}

/** A remembered text; null on the server, while hydrating, and when nothing was chosen. Follows other tabs. */
export function usePreference(key: string): readonly [string | null, (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => readPreference(key),
    () => null,
  )
  const choose = useCallback((next: string) => writePreference(key, next), [key])
  return [value, choose]
}
