'use client'
import { Popover } from '@base-ui/react/popover'
import type { ReactNode, RefObject } from 'react'
import { isPressOn } from '#components/ui/layers/is-press-on.ts'

/** The popup part of Popover, loaded on first use. */
export function PopoverLayer({
  id,
  label,
  open,
  onOpenChange,
  trigger,
  align,
  children,
}: {
  readonly id: string
  readonly label: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly trigger: RefObject<HTMLElement | null>
  readonly align: 'start' | 'center' | 'end'
  readonly children: ReactNode
}) {
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next, details) => {
        // The trigger is our own button: its click toggles, so a press on it must not close first.
        if (!isPressOn(trigger.current, details.event)) onOpenChange(next)
      }}
    >
      <Popover.Portal>
        <Popover.Positioner
          anchor={trigger}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50"
        >
          <Popover.Popup
            id={id}
            aria-label={label}
            finalFocus={trigger}
            className="max-h-(--available-height) max-w-[min(32rem,var(--available-width))] overflow-auto rounded-panel border border-line bg-raised p-3 text-base text-fg shadow-raised"
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
