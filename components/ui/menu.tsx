'use client'
import { lazy, type ReactNode, Suspense, useId, useRef } from 'react'
import { Button, type ButtonTone, IconButton } from '#components/ui/button.tsx'
import { useLazyLayer } from '#components/ui/use-lazy-layer.ts'

const loadLayer = () => import('#components/ui/layers/menu-layer.tsx')
const MenuLayer = lazy(async () => ({ default: (await loadLayer()).MenuLayer }))

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  /** A second line in muted text. */
  readonly detail?: string
  readonly disabledReason?: string
  /** Marks a choice among its group: drawn with a check and announced as a radio item. */
  readonly checked?: boolean
  readonly onSelect: () => void
}

export interface MenuGroup {
  readonly label?: string
  readonly items: readonly MenuItem[]
}

interface MenuProps {
  readonly label: string
  readonly groups: readonly MenuGroup[]
  readonly icon?: ReactNode
  readonly children?: ReactNode
  readonly tone?: ButtonTone
  readonly align?: 'start' | 'center' | 'end'
  readonly className?: string
}

/** A button with a menu of acts or choices: arrows walk, letters jump, Escape returns to the button. */
export function Menu({ label, groups, icon, children, tone, align = 'start', className }: MenuProps) {
  const trigger = useRef<HTMLButtonElement>(null)
  const popupId = useId()
  const layer = useLazyLayer(loadLayer)
  const shared = {
    ref: trigger,
    'aria-label': label,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': layer.open,
    'aria-controls': layer.open ? popupId : undefined,
    onPointerEnter: layer.warm,
    onFocus: layer.warm,
    onClick: () => layer.change(!layer.open),
    className,
  }
  return (
    <>
      {children ? (
        <Button {...shared} icon={icon} tone={tone ?? 'normal'}>
          {children}
        </Button>
      ) : (
        <IconButton {...shared} icon={icon} tone={tone ?? 'quiet'} />
      )}
      {layer.mounted ? (
        <Suspense fallback={null}>
          <MenuLayer
            id={popupId}
            label={label}
            open={layer.open}
            onOpenChange={layer.change}
            trigger={trigger}
            align={align}
            groups={groups}
          />
        </Suspense>
      ) : null}
    </>
  )
}
