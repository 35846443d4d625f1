'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import {
  chooseSpan,
  directions,
  groupLabels,
  type MetricsOf,
  type MetricsState,
  mostGroups,
  quantiles,
  reporters,
  spanChoices,
} from '#components/metrics/url.ts'
import type { ChangeMetrics } from '#components/metrics/use-metrics-state.ts'
import { useZone } from '#components/shell/use-zone.ts'
import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/input.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Checkbox } from '#components/ui/toggle.tsx'

interface ToolbarProps {
  readonly of: MetricsOf
  readonly state: MetricsState
  readonly change: ChangeMetrics
  /** The window of the rates, which the frame holds. */
  readonly rangeSeconds: number
}

/** What the charts show: all of it in the address. */
export function MetricsToolbar({ of, state, change, rangeSeconds }: ToolbarProps) {
  const t = useTranslations('metrics.toolbar')
  const line = useTranslations('metrics.line')
  const [zone, chooseZone] = useZone()
  const chosen = state.quantiles.map((quantile) => line(quantile)).join(', ')
  return (
    <div role="toolbar" aria-label={t('label')} className="flex flex-wrap items-center gap-2">
      {of.kind === 'service' ? null : (
        <Select
          aria-label={t('direction')}
          value={state.direction}
          options={directions.map((value) => ({ value, label: t(`directions.${value}`) }))}
          onValueChange={(value) => change({ direction: directions.find((one) => one === value) ?? 'in' })}
        />
      )}
      <Select
        aria-label={t('reporter')}
        value={state.reporter}
        options={reporters.map((value) => ({ value, label: t(`reporters.${value}`) }))}
        onValueChange={(value) => change({ reporter: reporters.find((one) => one === value) ?? 'both' })}
      />
      <SpanChoice state={state} change={change} rangeSeconds={rangeSeconds} />
      <SplitChoice state={state} change={change} />
      <Popover
        label={t('quantiles', { chosen })}
        content={() => <QuantileList state={state} change={change} />}
      >
        {chosen}
      </Popover>
      <Checkbox
        label={t('previous')}
        checked={state.previous}
        onCheckedChange={(previous) => change({ previous })}
      />
      <Checkbox label={t('points')} checked={state.points} onCheckedChange={(points) => change({ points })} />
      <Checkbox
        label={t('utc')}
        checked={zone === 'utc'}
        onCheckedChange={(on) => chooseZone(on ? 'utc' : 'local')}
      />
    </div>
  )
}

/** How far back; a range that was drawn is told, with the way out of it. */
function SpanChoice({ state, change, rangeSeconds }: Omit<ToolbarProps, 'of'>) {
  const t = useTranslations('metrics.toolbar')
  const span = chooseSpan(state, rangeSeconds)
  if (state.between) {
    const seconds = Math.round((state.between.toMs - state.between.fromMs) / 1_000)
    return (
      <Button onClick={() => change({ between: undefined })}>
        {t('leaveDrawn', { span: formatWindow(seconds) })}
      </Button>
    )
  }
  const choices = [...new Set([...spanChoices, span])].sort((a, b) => a - b)
  return (
    <Select
      aria-label={t('span')}
      value={String(span)}
      options={choices.map((seconds) => ({
        value: String(seconds),
        label: t('last', { span: formatWindow(seconds) }),
      }))}
      onValueChange={(value) => change({ span: Number(value) })}
    />
  )
}

function SplitChoice({ state, change }: Pick<ToolbarProps, 'state' | 'change'>) {
  const t = useTranslations('metrics.toolbar')
  const { groupBy } = state
  const chosen = groupBy.length > 0 ? groupBy.join(', ') : t('whole')
  return (
    <Popover
      label={t('split', { chosen })}
      content={() => (
        <fieldset className="max-h-80 max-w-80 overflow-y-auto p-3">
          <legend className="sr-only">{t('splitLegend')}</legend>
          <p className="pb-1 text-small text-muted">{t('splitHint', { most: mostGroups })}</p>
          {groupLabels.map((label) => {
            const checked = groupBy.includes(label)
            return (
              <Checkbox
                key={label}
                label={label}
                checked={checked}
                disabledReason={!checked && groupBy.length >= mostGroups ? t('splitFull') : undefined}
                onCheckedChange={(on) =>
                  change({ groupBy: on ? [...groupBy, label] : groupBy.filter((one) => one !== label) })
                }
              />
            )
          })}
        </fieldset>
      )}
    >
      {t('split', { chosen })}
    </Popover>
  )
}

function QuantileList({ state, change }: Pick<ToolbarProps, 'state' | 'change'>) {
  const t = useTranslations('metrics.toolbar')
  const line = useTranslations('metrics.line')
  return (
    <fieldset className="p-3">
      <legend className="sr-only">{t('quantilesLegend')}</legend>
      {quantiles.map((quantile) => {
        const checked = state.quantiles.includes(quantile)
        return (
          <Checkbox
            key={quantile}
            label={line(quantile)}
            checked={checked}
            disabledReason={checked && state.quantiles.length === 1 ? t('oneQuantile') : undefined}
            onCheckedChange={(on) =>
              change({
                quantiles: quantiles.filter((one) => (one === quantile ? on : state.quantiles.includes(one))),
              })
            }
          />
        )
      })}
    </fieldset>
  )
}
