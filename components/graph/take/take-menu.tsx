'use client'
import { useTranslations } from 'next-intl'
import { useTake } from '#components/graph/take/use-take.ts'
import { useActions } from '#components/shell/actions.tsx'
import { OpenIcon } from '#components/ui/icons.tsx'
import { Menu } from '#components/ui/menu.tsx'

/** The menu of what can be taken along; the same acts stand in the palette. */
export function TakeMenu(props: Parameters<typeof useTake>[0]) {
  const t = useTranslations('graph')
  const groups = useTake(props)
  useActions(
    groups.flatMap(({ items }) =>
      items.map(({ id, label, disabledReason, onSelect }) => ({
        id: `graph.take.${id}`,
        label,
        group: t('title'),
        run: onSelect,
        ...(disabledReason === undefined ? {} : { disabledReason }),
      })),
    ),
  )
  return (
    <Menu label={t('take.label')} groups={groups}>
      {t('take.label')}
      <OpenIcon size={14} className="text-muted" />
    </Menu>
  )
}
