'use client'
import { useTranslations } from 'next-intl'
import { type MenuProps, useTargetGroups } from '#components/graph/menu/use-target-groups.tsx'
import type { StageTarget } from '#components/graph/stage/stage-types.ts'
import { ContextMenu, type MenuPoint } from '#components/ui/context-menu.tsx'

export interface AskedMenu {
  readonly target: StageTarget
  readonly at: MenuPoint
  /** Had the focus, and gets it back. */
  readonly origin: HTMLElement | null
}

/** The menu of what was pressed with the right button, or by the menu key. */
export function TargetMenu({
  asked,
  onClose,
  ...props
}: MenuProps & { readonly asked: AskedMenu; readonly onClose: () => void }) {
  const t = useTranslations('graph.menu')
  const groups = useTargetGroups(props)(asked.target)
  return (
    <ContextMenu label={t('label')} groups={groups} at={asked.at} origin={asked.origin} onClose={onClose} />
  )
}
