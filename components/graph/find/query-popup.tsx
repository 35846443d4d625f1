'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { FaultNote } from '#components/graph/find/fault-note.tsx'
import { isOperator, operatorKeys } from '#components/graph/find/operands.ts'
import type { Box } from '#components/graph/find/presets.ts'
import type { Suggestion } from '#components/graph/find/suggestion.ts'
import type { Fault } from '#components/graph/find/types.ts'
import { cx } from '#components/ui/cx.ts'

interface QueryPopupProps {
  readonly id: string
  readonly box: Box
  readonly label: string
  readonly text: string
  readonly fault: Fault | undefined
  readonly suggestions: readonly Suggestion[]
  readonly active: number
  readonly onAccept: (suggestion: Suggestion) => void
  readonly onCorrect: (text: string) => void
}

/** What hangs under a box: what may be written, or what is wrong with what is written. Loaded on first use. */
export function QueryPopup({ id, box, label, suggestions, active, onAccept, ...rest }: QueryPopupProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <div
      className={cx(
        'absolute top-full z-30 mt-1 w-full max-w-md rounded-panel border border-line bg-raised text-base text-fg shadow-raised [font-variant-ligatures:none]',
        box === 'find' ? 'left-0' : 'right-0',
      )}
    >
      {rest.fault ? <FaultNote id={`${id}-fault`} {...rest} fault={rest.fault} /> : null}
      {rest.fault || suggestions.length === 0 ? null : (
        // Options are no stops of their own: the box keeps the focus and names the active one.
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          className="max-h-80 overflow-y-auto p-1"
        >
          {suggestions.map((suggestion, index) => (
            <Option
              key={`${suggestion.group} ${suggestion.label}`}
              id={`${id}-${index}`}
              suggestion={suggestion}
              heads={suggestions[index - 1]?.group !== suggestion.group}
              active={index === active}
              onAccept={onAccept}
            />
          ))}
        </div>
      )}
    </div>
  )
}

function Option({
  id,
  suggestion,
  heads,
  active,
  onAccept,
}: {
  readonly id: string
  readonly suggestion: Suggestion
  /** The first of its group, whose name stands above it. */
  readonly heads: boolean
  readonly active: boolean
  readonly onAccept: (suggestion: Suggestion) => void
}) {
  const t = useTranslations('graph.query')
  const { group, label } = suggestion
  return (
    <>
      {heads ? (
        <div aria-hidden className="px-2 pt-1.5 pb-0.5 text-small text-muted">
          {t(`group.${group}`)}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box has the keys. */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        // A press must not take the focus from the box.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onAccept(suggestion)}
        className={cx(
          'flex cursor-default items-baseline gap-3 rounded-control px-2 py-1',
          active ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <span className={cx('shrink-0', group === 'saved' ? 'font-medium' : 'font-mono')}>{label}</span>
        <span className="min-w-0 grow truncate text-small text-muted">{describe(suggestion, t)}</span>
      </div>
    </>
  )
}

function describe(
  { group, label, operand, preset, insert }: Suggestion,
  t: ReturnType<typeof useTranslations<'graph.query'>>,
): string {
  if (preset) return t(`preset.${preset}`)
  if (operand) return t(`operand.${operand}`)
  if (group === 'saved') return insert
  return group === 'operator' && isOperator(label) ? t(`operator.${operatorKeys[label]}`) : ''
}
