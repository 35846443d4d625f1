'use client'
import { lazy, type ReactNode, Suspense, useId, useRef } from 'react'
import { Button, type ButtonTone, IconButton } from '#components/ui/button.tsx'
import { useLazyLayer } from '#components/ui/use-lazy-layer.ts'

const loadLayer = () => import('#components/ui/layers/popover-layer.tsx')
const PopoverLayer = lazy(async () => ({ default: (await loadLayer()).PopoverLayer }))

interface PopoverProps {
  /** Names the button and the popup. */
  readonly label: string
  readonly content: (close: () => void) => ReactNode
  readonly icon?: ReactNode
  /** What the button shows; without it the button is the icon alone. */
  readonly children?: ReactNode
  readonly tone?: ButtonTone
  readonly size?: 'normal' | 'inline'
  readonly align?: 'start' | 'center' | 'end'
  readonly className?: string
  /** Loads what `content` needs, together with the popup's own code. */
  readonly preload?: () => Promise<unknown>
}

/** A button that opens a small panel beside it. Focus moves in and returns; Escape and a press outside close it. */
export function Popover({
  label,
  content,
  icon,
  children,
  tone,
  size = 'normal',
  align = 'start',
  className,
  preload,
}: PopoverProps) {
  const trigger = useRef<HTMLButtonElement>(null)
  const popupId = useId()
  const layer = useLazyLayer(loadLayer)
  const warm = () => {
    layer.warm()
    void preload?.().catch(() => undefined)
  }
  const shared = {
    ref: trigger,
    'aria-label': label,
    'aria-haspopup': 'dialog' as const,
    'aria-expanded': layer.open,
    'aria-controls': layer.open ? popupId : undefined,
    onPointerEnter: warm,
    onFocus: warm,
    onClick: () => layer.change(!layer.open),
    className,
  }
  return (
    <>
      {children ? (
        <Button {...shared} icon={icon} size={size} tone={tone ?? 'normal'}>
          {children}
        </Button>
      ) : (
        <IconButton {...shared} icon={icon} tone={tone ?? 'quiet'} />
      )}
      {layer.mounted ? (
        <Suspense fallback={null}>
          <PopoverLayer
            id={popupId}
            label={label}
            open={layer.open}
            onOpenChange={layer.change}
            trigger={trigger}
            align={align}
          >
            {layer.open ? content(() => layer.change(false)) : null}
          </PopoverLayer>
        </Suspense>
      ) : null}
    </>
  )
}
