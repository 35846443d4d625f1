'use client'
import { useTranslations } from 'next-intl'
import {
  isLimit,
  type LimitName,
  type Limits,
  limitBounds,
  limitNames,
} from '#components/graph/compare/limits.ts'
import type { ChangeGraph } from '#components/graph/use-graph-state.ts'
import { Button } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/input.tsx'
import type { GraphComparison } from '#contract/graph-comparison.ts'

/** The thresholds as fields: each holds as soon as it is left or Enter is pressed, and is a part of the link. */
export function LimitForm({
  thresholds,
  limits,
  change,
}: {
  readonly thresholds: GraphComparison['thresholds']
  readonly limits: Limits
  readonly change: ChangeGraph
}) {
  const t = useTranslations('graph.compare.limit')
  const set = (name: LimitName, field: HTMLInputElement) => {
    const value = Number(field.value)
    if (field.value === '' || !isLimit(name, value)) field.value = String(thresholds[name])
    else if (value !== thresholds[name]) change({ limits: { ...limits, [name]: value } })
  }
  return (
    <details>
      <summary className="-mx-1 cursor-pointer rounded-control px-1 py-0.5 text-accent hover:bg-hover">
        {t('title')}
      </summary>
      <ul className="mt-1.5 space-y-1.5">
        {limitNames.map((name) => (
          <li key={name} className="flex items-center justify-between gap-3">
            <span aria-hidden>{t(name)}</span>
            <TextInput
              // A field shows what holds, also when it was changed from elsewhere.
              key={thresholds[name]}
              type="number"
              aria-label={t(name)}
              className="w-28 shrink-0"
              min={limitBounds[name].least}
              max={limitBounds[name].most}
              step={limitBounds[name].step}
              defaultValue={thresholds[name]}
              onBlur={(event) => set(name, event.target)}
              onKeyDown={(event) => event.key === 'Enter' && set(name, event.currentTarget)}
            />
          </li>
        ))}
      </ul>
      {Object.keys(limits).length > 0 ? (
        <Button tone="quiet" className="mt-1 -ml-2.5 text-accent" onClick={() => change({ limits: {} })}>
          {t('reset')}
        </Button>
      ) : null}
    </details>
  )
}
