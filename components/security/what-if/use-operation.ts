'use client'
import { useSearchParams } from 'next/navigation'

export type Operation = 'apply' | 'remove'

const parameter = 'as'

/** Whether the objects of the text are tried as applied or as removed; the URL keeps it, as a reload must. */
export function useOperation(): readonly [Operation, (operation: Operation) => void] {
  const operation = useSearchParams()?.get(parameter) === 'removed' ? 'remove' : 'apply'
  const change = (next: Operation) => {
    const query = new URLSearchParams(window.location.search)
    if (next === 'remove') query.set(parameter, 'removed')
    else query.delete(parameter)
    window.history.replaceState(null, '', `?${query}${window.location.hash}`)
  }
  return [operation, change]
}
