'use client'
import { useTranslations } from 'next-intl'
import { type MenuProps, useTargetGroups } from '#components/graph/menu/use-target-groups.tsx'
import type { StageTarget } from '#components/graph/stage/stage-types.ts'
import { MoreIcon } from '#components/ui/icons.tsx'
import { Menu } from '#components/ui/menu.tsx'

/** The same menu as a button of the panel. */
export function TargetButton({ target, ...props }: MenuProps & { readonly target: StageTarget }) {
  const t = useTranslations('graph.menu')
  const groups = useTargetGroups(props)(target)
  return <Menu label={t('label')} groups={groups} icon={<MoreIcon size={16} />} align="end" />
}
