'use client'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { followWritten, parseWritten, peekWritten } from '#components/istio-config/write/written.ts'

const UndoBar = lazy(async () => ({
  default: (await import('#components/istio-config/write/undo-bar.tsx')).UndoBar,
}))

/** Above the pages of configuration: what was written last in this tab, and the way to take it back. It stays until then. */
export function WrittenBar() {
  const text = useSyncExternalStore(followWritten, peekWritten, () => '')
  const written = text === '' ? undefined : parseWritten(text)
  if (!written) return null
  return (
    <Suspense fallback={null}>
      <UndoBar key={written.change} written={written} />
    </Suspense>
  )
}
