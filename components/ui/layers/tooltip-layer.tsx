'use client'
import { Tooltip } from '@base-ui/react/tooltip'

/** The drawn part of a tooltip, loaded when the first one is due. The words themselves are in the page already. */
export function TooltipLayer({
  text,
  side,
  anchor,
}: {
  readonly text: string
  readonly side: 'top' | 'bottom' | 'left' | 'right'
  readonly anchor: () => Element | null
}) {
  return (
    <Tooltip.Root open>
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} anchor={anchor} className="pointer-events-none z-60">
          <Tooltip.Popup
            aria-hidden
            className="max-w-80 rounded-control border border-line bg-raised px-2 py-1 text-small text-fg shadow-raised"
          >
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
