'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { levels } from '#components/logs/parse/types.ts'
import type { LogSubject } from '#components/logs/url.ts'
import { MomentPicker } from '#components/logs/view/moment-picker.tsx'
import { PatternBox } from '#components/logs/view/pattern-box.tsx'
import { formatLines, saveLines } from '#components/logs/view/save-lines.ts'
import type { LogsInView } from '#components/logs/view/use-logs-view.ts'
import { ViewMenu } from '#components/logs/view/view-menu.tsx'
import { useMessages } from '#components/shell/messages.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import {
  ClearIcon,
  CopyIcon,
  FilterIcon,
  FitIcon,
  HideIcon,
  PauseIcon,
  PlayIcon,
  SearchIcon,
  SortDownIcon,
  SortUpIcon,
  TakeIcon,
} from '#components/ui/icons.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'

interface ToolbarProps extends LogsInView {
  readonly subject: LogSubject
  readonly filled: boolean
  readonly onFill: () => void
}

/** What is looked for, what is left out, how it is drawn, and what is done with it. */
export function Toolbar(props: ToolbarProps) {
  const { state, change, view, live } = props
  const t = useTranslations('logs')
  return (
    <div role="toolbar" aria-label={t('toolbar')} className="flex flex-wrap items-start gap-2 px-3 py-2">
      <FindBox {...props} />
      <Filters {...props} />
      <div className="flex flex-wrap items-center gap-1">
        <LevelPicker state={state} change={change} />
        <ContainerPicker state={state} change={change} view={view} />
        <MomentPicker state={state} change={change} newest={view.shown.at(-1)?.line.time} />
        <ViewMenu state={state} change={change} />
      </div>
      <div className="ml-auto flex items-center gap-1">
        <span className="tabular px-1 text-small whitespace-nowrap text-muted">
          {t('count', { shown: view.shown.length, hidden: view.held - view.shown.length })}
        </span>
        {live ? <HoldButton {...props} /> : null}
        <TakeButtons {...props} />
      </div>
    </div>
  )
}

function FindBox({ state, change, found, faults, onFind }: ToolbarProps) {
  const t = useTranslations('logs.find')
  const write = useCallback((find: string) => change({ find }), [change])
  return (
    <div className="flex items-start gap-1 max-md:w-full">
      <PatternBox
        label={t('label')}
        placeholder={t('placeholder')}
        icon={<SearchIcon size={14} />}
        value={state.find}
        fault={faults.find}
        onValueChange={write}
        onKeyDown={(event) => event.key === 'Enter' && onFind(event.shiftKey ? 1 : -1)}
        className="w-48 max-md:grow"
      />
      {state.find !== '' && !faults.find ? (
        <>
          <span role="status" className="tabular self-center text-small whitespace-nowrap text-muted">
            {found.place === undefined
              ? t('count', { count: found.count })
              : t('place', { place: found.place + 1, count: found.count })}
          </span>
          <IconButton aria-label={t('previous')} icon={<SortUpIcon size={14} />} onClick={() => onFind(-1)} />
          <IconButton aria-label={t('next')} icon={<SortDownIcon size={14} />} onClick={() => onFind(1)} />
        </>
      ) : null}
    </div>
  )
}

function Filters({ state, change, faults }: ToolbarProps) {
  const t = useTranslations('logs.filter')
  const writeShow = useCallback((show: string) => change({ show }), [change])
  const writeHide = useCallback((hide: string) => change({ hide }), [change])
  return (
    <div className="flex flex-wrap items-start gap-1 max-md:w-full">
      <PatternBox
        label={t('show')}
        placeholder={t('show')}
        icon={<FilterIcon size={14} />}
        value={state.show}
        fault={faults.show}
        onValueChange={writeShow}
        className="w-40 max-md:grow max-md:basis-32"
      />
      <PatternBox
        label={t('hide')}
        placeholder={t('hide')}
        icon={<HideIcon size={14} />}
        value={state.hide}
        fault={faults.hide}
        onValueChange={writeHide}
        className="w-40 max-md:grow max-md:basis-32"
      />
    </div>
  )
}

type Part = Pick<ToolbarProps, 'state' | 'change'>

function LevelPicker({ state, change }: Part) {
  const t = useTranslations('logs.levels')
  const word = useTranslations('logs')
  const byWord = new Map(levels.map((level) => [word(`level.${level}`), level]))
  const chosen = state.levels.map((level) => word(`level.${level}`))
  return (
    <MultiSelect
      words={{
        label: t('label', { chosen: chosen.join(', ') || t('all') }),
        search: t('search'),
        all: t('all'),
        nothingFound: t('nothing'),
        more: (count) => t('more', { count }),
      }}
      options={[...byWord.keys()]}
      value={chosen}
      onValueChange={(value) =>
        change({ levels: levels.filter((level) => value.includes(word(`level.${level}`))) })
      }
    >
      {chosen.join(', ') || t('all')}
    </MultiSelect>
  )
}

function ContainerPicker({ state, change, view }: Part & Pick<ToolbarProps, 'view'>) {
  const t = useTranslations('logs.containers')
  const known = [...new Set([...view.sources.map(({ container }) => container), ...state.containers])].sort()
  return (
    <MultiSelect
      words={{
        label: t('label', { chosen: state.containers.join(', ') || t('all') }),
        search: t('search'),
        all: t('all'),
        nothingFound: t('nothing'),
        more: (count) => t('more', { count }),
      }}
      options={known}
      value={state.containers}
      onValueChange={(containers) => change({ containers })}
    >
      {state.containers.join(', ') || t('all')}
    </MultiSelect>
  )
}

function HoldButton({ held, onHold }: ToolbarProps) {
  const t = useTranslations('logs')
  return (
    <Button
      tone={held ? 'primary' : 'normal'}
      icon={held ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
      onClick={onHold}
    >
      {t(held ? 'resume' : 'pause')}
    </Button>
  )
}

function TakeButtons({ subject, view, filled, onFill, onClear }: ToolbarProps) {
  const t = useTranslations('logs.take')
  const messages = useMessages()
  const name = [subject.namespace, subject.workload ?? subject.app ?? subject.pod].filter(Boolean).join('-')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(formatLines(view.shown))
      messages.post({ severity: 'info', text: t('copied', { count: view.shown.length }) })
    } catch {
      messages.post({ severity: 'warning', text: t('notCopied') })
    }
  }
  return (
    <>
      <IconButton aria-label={t('copy')} icon={<CopyIcon size={16} />} onClick={() => void copy()} />
      <IconButton
        aria-label={t('download')}
        icon={<TakeIcon size={16} />}
        onClick={() => saveLines(view.shown, name, Date.now())}
      />
      <IconButton aria-label={t('clear')} icon={<ClearIcon size={16} />} onClick={onClear} />
      <IconButton
        aria-label={t(filled ? 'shrink' : 'fill')}
        aria-pressed={filled}
        icon={<FitIcon size={16} />}
        onClick={onFill}
      />
    </>
  )
}
