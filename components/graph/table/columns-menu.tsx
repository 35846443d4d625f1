'use client'
import { useTranslations } from 'next-intl'
import type { ColumnChoice } from '#components/graph/table/use-columns.ts'
import { Button } from '#components/ui/button.tsx'
import { ColumnsIcon, OpenIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'

/** Which columns are shown; the one that names its row stays. */
export function ColumnsMenu({ all, shown, choose, reset }: ColumnChoice) {
  const t = useTranslations('graph.table')
  // The catalogue has a word for each column of all three tables.
  const nameColumn = (column: string) => t(`column.${column}` as 'column.health')
  return (
    <Popover
      label={t('columns')}
      icon={<ColumnsIcon size={14} />}
      content={() => (
        <div className="w-64">
          <fieldset>
            <legend className="mb-1 text-small font-semibold text-muted">{t('columns')}</legend>
            {all
              .filter((column) => column !== 'health')
              .map((column) => (
                <Checkbox
                  key={column}
                  label={nameColumn(column)}
                  checked={shown.includes(column)}
                  onCheckedChange={(on) => choose(column, on)}
                />
              ))}
          </fieldset>
          <Button tone="quiet" className="-ml-2.5 text-accent" onClick={reset}>
            {t('firstColumns')}
          </Button>
        </div>
      )}
    >
      {t('columns')}
      <OpenIcon size={14} className="text-muted" />
    </Popover>
  )
}
