'use client'
import { useSyncExternalStore } from 'react'

/** Now, in milliseconds since the epoch, moving every second; 0 on the server. One timer serves all readers. */
export function useNowMs(): number {
  return useSyncExternalStore(subscribe, read, () => 0)
}

let timer: ReturnType<typeof setInterval> | undefined
let nowMs = 0
const listeners = new Set<() => void>()

function read(): number {
  if (timer === undefined) nowMs = Math.floor(Date.now() / 1_000) * 1_000
  return nowMs
}

function subscribe(listen: () => void): () => void {
  listeners.add(listen)
  timer ??= setInterval(() => {
    nowMs = Math.floor(Date.now() / 1_000) * 1_000
    for (const each of listeners) each()
  }, 1_000)
  return () => {
    listeners.delete(listen)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
