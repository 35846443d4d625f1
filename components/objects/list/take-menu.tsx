'use client'
import { useTranslations } from 'next-intl'
import type { ObjectRow } from '#components/objects/list/rows.ts'
import { nameFile, writeCsv, writeJson } from '#components/objects/list/take-list.ts'
import type { ListDefinition, ObjectItem } from '#components/objects/list/types.ts'
import { useActions } from '#components/shell/actions.tsx'
import { TakeIcon } from '#components/ui/icons.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { saveFile } from '#components/ui/save-file.ts'

/** The rows that fit, as a file. */
export function TakeMenu<Item extends ObjectItem>({
  definition,
  rows,
  asOf,
}: {
  readonly definition: ListDefinition<Item>
  readonly rows: readonly ObjectRow<Item>[]
  readonly asOf: string | undefined
}) {
  const t = useTranslations('objects.take')
  const forms = {
    csv: () => new Blob([writeCsv(definition, rows)], { type: 'text/csv' }),
    json: () => new Blob([writeJson(rows, asOf)], { type: 'application/json' }),
  }
  const items = (['csv', 'json'] as const).map((form) => ({
    id: form,
    label: t(form, { count: rows.length }),
    ...(rows.length === 0 ? { disabledReason: t('nothing') } : {}),
    onSelect: () => saveFile(forms[form](), nameFile(definition.id, asOf, form)),
  }))
  useActions(
    items.map(({ id, onSelect, ...item }) => ({
      ...item,
      id: `objects.take.${id}`,
      group: t('label'),
      icon: <TakeIcon size={16} />,
      run: onSelect,
    })),
  )
  return <Menu label={t('label')} align="end" icon={<TakeIcon size={14} />} groups={[{ items }]} />
}
