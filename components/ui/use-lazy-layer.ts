'use client'
import { useCallback, useState } from 'react'

/**
 * State of a popup whose code is loaded on first use. `load` is the dynamic import; `warm` starts it early (on hover or
 * focus), so that the click that follows finds it there. `mounted` stays true after the first opening, for the popup's
 * own closing transition and focus return.
 */
export function useLazyLayer(load: () => Promise<unknown>) {
  const [open, setOpen] = useState(false)
  const [mounted, setMounted] = useState(false)
  const warm = useCallback(() => void load().catch(() => undefined), [load])
  const change = useCallback((next: boolean) => {
    if (next) setMounted(true)
    setOpen(next)
  }, [])
  return { open, mounted, change, warm }
}
