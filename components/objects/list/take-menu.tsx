'use client'
import { useTranslations } from 'next-intl'
import { mostSaved, readYaml } from '#components/objects/list/read-yaml.ts'
import type { ObjectRow } from '#components/objects/list/rows.ts'
import { nameFile, writeCsv, writeJson } from '#components/objects/list/take-list.ts'
import type { ListDefinition, ObjectItem } from '#components/objects/list/types.ts'
import { isApiProblem } from '#components/query/api-problem.ts'
import { useActions } from '#components/shell/actions.tsx'
import { useMessages } from '#components/shell/messages.tsx'
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
  const messages = useMessages()
  const saveYaml = async () => {
    try {
      const text = await readYaml(rows.map(({ item }) => item))
      saveFile(new Blob([text], { type: 'application/yaml' }), nameFile(definition.id, asOf, 'yaml'))
    } catch (error) {
      messages.post({ severity: 'error', text: isApiProblem(error) ? error.message : t('failed') })
    }
  }
  const nothing = rows.length === 0 ? { disabledReason: t('nothing') } : {}
  const tooMany = rows.length > mostSaved ? { disabledReason: t('tooMany', { count: mostSaved }) } : {}
  const plain = (['csv', 'json'] as const).map((form) => ({
    id: `${form}`,
    label: t(form, { count: rows.length }),
    ...nothing,
    onSelect: () => saveFile(forms[form](), nameFile(definition.id, asOf, form)),
  }))
  const yaml = {
    id: 'yaml',
    label: t('yaml', { count: rows.length }),
    ...nothing,
    ...tooMany,
    onSelect: () => void saveYaml(),
  }
  const items = definition.savesYaml ? [...plain, yaml] : plain
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
