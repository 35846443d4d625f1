'use client'
import { useTranslations } from 'next-intl'
import type { ColumnChoice } from '#components/shell/use-columns.ts'
import { Button } from '#components/ui/button.tsx'
import { ColumnsIcon, OpenIcon } from '#components/ui/icons.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'

/** Which columns are shown; the one that names its row stays. */
export function ColumnsMenu({
  choice: { all, always, shown, choose, reset },
  nameColumn,
}: {
  readonly choice: ColumnChoice
  readonly nameColumn: (column: string) => string
}) {
  const t = useTranslations('shell.columns')
  return (
    <Popover
      label={t('label')}
      icon={<ColumnsIcon size={14} />}
      content={() => (
        <div className="w-64">
          <fieldset>
            <legend className="mb-1 text-small font-semibold text-muted">{t('label')}</legend>
            {all
              .filter((column) => column !== always)
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
            {t('reset')}
          </Button>
        </div>
      )}
    >
      {t('label')}
      <OpenIcon size={14} className="text-muted" />
    </Popover>
  )
}
