'use client'
import { useTranslations } from 'next-intl'
import type { Fault } from '#components/graph/find/types.ts'
import { Button } from '#components/ui/button.tsx'

/** Letters around the fault that are shown; a long query is cut on both sides. */
const around = 24

/** Where a query is wrong, why, and what was probably meant. The result of the last valid one stays meanwhile. */
export function FaultNote({
  id,
  text,
  fault,
  onCorrect,
}: {
  readonly id: string
  readonly text: string
  readonly fault: Fault
  readonly onCorrect: (text: string) => void
}) {
  const t = useTranslations('graph.query')
  const { at, length, suggestion } = fault
  const start = Math.max(0, at - around)
  const end = Math.min(text.length, at + length + around)
  return (
    <div id={id} role="alert" className="space-y-1.5 p-3 [font-variant-ligatures:none]">
      <p className="text-failing">
        {t(`fault.${fault.code}`, fault.params)} {t('faultAt', { at: at + 1 })}
      </p>
      <pre aria-hidden className="overflow-x-auto rounded-control bg-sunken px-2 py-1 font-mono text-small">
        {start > 0 ? '…' : ''}
        {text.slice(start, end)}
        {end < text.length ? '…' : ''}
        {'\n'}
        {' '.repeat(at - start + (start > 0 ? 1 : 0))}
        <span className="font-semibold text-failing">{'^'.repeat(Math.min(length, around))}</span>
      </pre>
      {suggestion ? (
        <Button onClick={() => onCorrect(`${text.slice(0, at)}${suggestion}${text.slice(at + length)}`)}>
          {t('correct', { suggestion })}
        </Button>
      ) : null}
    </div>
  )
}
