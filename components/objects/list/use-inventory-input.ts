'use client'
import { useView } from '#components/shell/view.tsx'

/** A longer choice of namespaces is made by the page itself: proxies between cut addresses at 8 kB and less. */
const longestList = 2_000

/** What the lists of applications, workloads and services ask, of the namespaces and window that all screens share. */
export function useInventoryInput(): {
  readonly input: { readonly namespaces?: string[]; readonly rangeSeconds: number }
  /** False until it is known what to ask. */
  readonly ready: boolean
} {
  const { view, ready } = useView()
  const length = view.namespaces.join().length
  const chosen = length > 0 && length <= longestList ? { namespaces: [...view.namespaces] } : {}
  return { input: { ...chosen, rangeSeconds: view.rangeSeconds }, ready }
}
