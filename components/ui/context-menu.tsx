'use client'
import { lazy, Suspense, useId, useRef } from 'react'
import type { MenuGroup } from '#components/ui/menu.tsx'

const MenuLayer = lazy(async () => ({
  default: (await import('#components/ui/layers/menu-layer.tsx')).MenuLayer,
}))

export interface MenuPoint {
  readonly x: number
  readonly y: number
}

/**
 * A menu at a point of the page, for a right click or the menu key. It is open as long as it is mounted; `origin` gets
 * the focus back.
 */
export function ContextMenu({
  label,
  groups,
  at,
  origin,
  onClose,
}: {
  readonly label: string
  readonly groups: readonly MenuGroup[]
  readonly at: MenuPoint
  readonly origin: HTMLElement | null
  readonly onClose: () => void
}) {
  const id = useId()
  const trigger = useRef(origin)
  return (
    <Suspense fallback={null}>
      <MenuLayer
        id={id}
        label={label}
        open
        onOpenChange={(open) => (open ? undefined : onClose())}
        trigger={trigger}
        at={at}
        align="start"
        groups={groups}
      />
    </Suspense>
  )
}
