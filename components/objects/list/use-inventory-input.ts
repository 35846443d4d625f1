'use client'
import { useView } from '#components/shell/view.tsx'

/** What the lists of applications, workloads and services ask, of the namespaces and window that all screens share. */
export function useInventoryInput(): {
  readonly input: { readonly namespaces?: string[]; readonly rangeSeconds: number }
  /** False until it is known what to ask. */
  readonly ready: boolean
} {
  const { view, ready } = useView()
  const chosen = view.namespaces.length > 0 ? { namespaces: [...view.namespaces] } : {}
  return { input: { ...chosen, rangeSeconds: view.rangeSeconds }, ready }
}
