'use client'
import { useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { useActions } from '#components/shell/actions.tsx'
import { type Refresh, refreshChoices } from '#components/shell/url.ts'
import { useView } from '#components/shell/view.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { PauseIcon, PlayIcon, RefreshIcon } from '#components/ui/icons.tsx'
import { Select } from '#components/ui/input.tsx'

/** How often the data is asked for: an interval, by hand, or not at all. */
export function RefreshPicker() {
  const t = useTranslations('shell.refresh')
  const { view, setView } = useView()
  const queries = useQueryClient()
  const fetching = useIsFetching({ predicate: (query) => query.meta?.['live'] === true }) > 0
  const paused = view.refresh === 'paused'
  const now = () => void queries.refetchQueries({ type: 'active' })
  const pause = () => setView({ refresh: paused ? 15 : 'paused' })
  const group = t('group')
  useActions([
    { id: 'refresh.now', label: t('now'), group, keys: 'r', icon: <RefreshIcon size={16} />, run: now },
    {
      id: 'refresh.pause',
      label: paused ? t('resume') : t('pause'),
      group,
      keys: 'p',
      icon: paused ? <PlayIcon size={16} /> : <PauseIcon size={16} />,
      run: pause,
    },
  ])
  const wordOf = (refresh: Refresh) =>
    typeof refresh === 'number' ? t('every', { span: formatWindow(refresh) }) : t(refresh)
  const choices = [...new Set<Refresh>(['paused', 'manual', ...refreshChoices, view.refresh])]
  return (
    <div className="flex items-center">
      <Select
        aria-label={t('label')}
        value={String(view.refresh)}
        onValueChange={(value) => setView({ refresh: parseRefresh(value) })}
        options={choices.map((refresh) => ({ value: String(refresh), label: wordOf(refresh) }))}
      />
      <IconButton
        aria-label={t('now')}
        onClick={now}
        icon={<RefreshIcon size={16} className={cx(fetching && 'animate-spin')} />}
      />
    </div>
  )
}

function parseRefresh(value: string): Refresh {
  return value === 'paused' || value === 'manual' ? value : Number(value)
}
