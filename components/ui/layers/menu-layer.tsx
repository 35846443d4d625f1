'use client'
import { Menu } from '@base-ui/react/menu'
import type { RefObject } from 'react'
import type { MenuPoint } from '#components/ui/context-menu.tsx'
import { cx } from '#components/ui/cx.ts'
import { CheckIcon } from '#components/ui/icons.tsx'
import { isPressOn } from '#components/ui/layers/is-press-on.ts'
import type { MenuGroup, MenuItem } from '#components/ui/menu.tsx'

const itemLook =
  'flex w-full cursor-default items-center gap-2 rounded-control px-2 py-1.5 text-base outline-none select-none data-highlighted:bg-hover data-disabled:opacity-60'

/** The popup part of Menu, loaded on first use. */
export function MenuLayer({
  id,
  label,
  open,
  onOpenChange,
  trigger,
  align,
  groups,
  at,
}: {
  readonly id: string
  readonly label: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly trigger: RefObject<HTMLElement | null>
  readonly align: 'start' | 'center' | 'end'
  readonly groups: readonly MenuGroup[]
  /** Stands here instead of at its trigger, which only gets the focus back. */
  readonly at?: MenuPoint
}) {
  return (
    <Menu.Root
      open={open}
      onOpenChange={(next, details) => {
        if (at || !isPressOn(trigger.current, details.event)) onOpenChange(next)
      }}
    >
      <Menu.Portal>
        <Menu.Positioner
          anchor={at ? { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) } : trigger}
          align={align}
          sideOffset={at ? 2 : 6}
          collisionPadding={8}
          className="z-50"
        >
          <Menu.Popup
            id={id}
            aria-label={label}
            finalFocus={trigger}
            className="max-h-(--available-height) min-w-44 overflow-auto rounded-panel border border-line bg-raised p-1 text-fg shadow-raised"
          >
            {groups.map((group, index) => (
              <MenuGroupView
                key={group.label ?? group.items[0]?.id ?? index}
                group={group}
                first={index === 0}
              />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function MenuGroupView({ group, first }: { readonly group: MenuGroup; readonly first: boolean }) {
  const chosen = group.items.find((item) => item.checked)?.id
  const isChoice = group.items.some((item) => item.checked !== undefined)
  const items = group.items.map((item) => <MenuItemView key={item.id} item={item} isChoice={isChoice} />)
  return (
    <>
      {first ? null : <Menu.Separator className="my-1 h-px bg-line" />}
      <Menu.Group>
        {group.label ? (
          <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-small text-muted">{group.label}</Menu.GroupLabel>
        ) : null}
        {isChoice ? <Menu.RadioGroup value={chosen ?? ''}>{items}</Menu.RadioGroup> : items}
      </Menu.Group>
    </>
  )
}

function MenuItemView({ item, isChoice }: { readonly item: MenuItem; readonly isChoice: boolean }) {
  const body = (
    <>
      {isChoice ? (
        <span className="inline-flex w-4">{item.checked ? <CheckIcon size={14} /> : null}</span>
      ) : null}
      {item.icon}
      <span className="min-w-0">
        <span className="block">{item.label}</span>
        {item.disabledReason || item.detail ? (
          <span className="block text-small text-muted">{item.disabledReason ?? item.detail}</span>
        ) : null}
      </span>
    </>
  )
  const disabled = item.disabledReason !== undefined
  return isChoice ? (
    <Menu.RadioItem
      value={item.id}
      disabled={disabled}
      closeOnClick
      onClick={item.onSelect}
      className={cx(itemLook)}
    >
      {body}
    </Menu.RadioItem>
  ) : (
    <Menu.Item disabled={disabled} onClick={item.onSelect} className={itemLook}>
      {body}
    </Menu.Item>
  )
}
