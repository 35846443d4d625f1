'use client'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'

const DialogLayer = lazy(async () => ({
  default: (await import('#components/ui/layers/dialog-layer.tsx')).DialogLayer,
}))

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: string
  /** Words of the closing button. */
  readonly closeLabel: string
  readonly children: ReactNode
  /** `left` is a drawer from the left edge; `top` stands a third from the top, for a palette. */
  readonly placement?: 'center' | 'left' | 'top'
  /** Keeps the title for screen readers alone. */
  readonly bare?: boolean
}

/** A modal panel: focus is kept inside and returns where it was; Escape and a press outside close it. */
export function Dialog(props: DialogProps) {
  const [mounted, setMounted] = useState(props.open)
  useEffect(() => {
    if (props.open) setMounted(true)
  }, [props.open])
  return mounted || props.open ? (
    <Suspense fallback={null}>
      <DialogLayer {...props} />
    </Suspense>
  ) : null
}
