'use client'
import { useTranslations } from 'next-intl'
import { contextChoices, type LogsState, mostChoices } from '#components/logs/url.ts'
import type { ChangeLogs } from '#components/logs/use-logs-state.ts'
import { ShowIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Switch } from '#components/ui/toggle.tsx'

/** How lines are drawn, how many are kept, and whose: the containers that run, or those before them. */
export function ViewMenu({ state, change }: { readonly state: LogsState; readonly change: ChangeLogs }) {
  const t = useTranslations('logs.view')
  return (
    <Popover
      label={t('label')}
      icon={<ShowIcon size={14} />}
      content={() => (
        <div className="w-64 space-y-2 p-3">
          <Switch
            label={t('columns')}
            detail={t('columnsDetail')}
            checked={state.as === 'columns'}
            onCheckedChange={(on) => change({ as: on ? 'columns' : 'lines' })}
          />
          <Switch label={t('wrap')} checked={state.wrap} onCheckedChange={(wrap) => change({ wrap })} />
          <Switch
            label={t('utc')}
            checked={state.zone === 'utc'}
            onCheckedChange={(on) => change({ zone: on ? 'utc' : 'local' })}
          />
          <Switch
            label={t('previous')}
            detail={t('previousDetail')}
            checked={state.previous}
            onCheckedChange={(previous) => change({ previous })}
          />
          <Switch
            label={t('spans')}
            detail={t('spansDetail')}
            checked={state.spans}
            onCheckedChange={(spans) => change({ spans })}
          />
          <Select
            aria-label={t('context')}
            className="w-full"
            value={String(state.context)}
            onValueChange={(value) => change({ context: Number(value) })}
            options={contextChoices.map((count) => ({
              value: String(count),
              label: t('contextOf', { count }),
            }))}
          />
          <Select
            aria-label={t('most')}
            className="w-full"
            value={String(state.most)}
            onValueChange={(value) => change({ most: Number(value) })}
            options={mostChoices.map((count) => ({ value: String(count), label: t('mostOf', { count }) }))}
          />
        </div>
      )}
    >
      <span className="max-md:sr-only">{t('short')}</span>
    </Popover>
  )
}
