'use client'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { formatLocal, type MomentFault, parseLocal } from '#components/graph/moments/local-time.ts'
import type { MomentProps } from '#components/graph/moments/moment-strip.tsx'
import { formatWindow } from '#components/mesh/format.ts'
import { Button } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/input.tsx'

/** A moment to show, or to compare with; what cannot be shown says why and leaves the graph as it is. */
export function MomentForm({
  state,
  change,
  retentionSeconds,
}: MomentProps & { readonly retentionSeconds: number | undefined }) {
  const t = useTranslations('graph.moments')
  const faultId = useId()
  const shown = state.at === undefined ? '' : formatLocal(Date.parse(state.at))
  const [typed, setTyped] = useState<string>()
  const [fault, setFault] = useState<MomentFault>()
  const take = (use: (moment: string) => void) => {
    const parsed = parseLocal(typed ?? shown, { nowMs: Date.now(), retentionSeconds })
    if ('fault' in parsed) return setFault(parsed.fault)
    setFault(undefined)
    setTyped(undefined)
    use(new Date(parsed.ms).toISOString())
  }
  return (
    <form
      className="flex flex-wrap items-center gap-1.5 max-md:shrink-0 max-md:flex-nowrap"
      onSubmit={(event) => {
        event.preventDefault()
        take((at) => change({ at }))
      }}
    >
      <TextInput
        type="datetime-local"
        step={1}
        aria-label={t('moment')}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : faultId}
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
        className="w-52"
      />
      <Button type="submit">{t('show')}</Button>
      <Button onClick={() => take((baseAt) => change({ baseAt }))}>{t('compareWithIt')}</Button>
      {fault === undefined ? null : (
        <span id={faultId} role="alert" className="text-failing">
          {t(`fault.${fault}`, { kept: formatWindow(retentionSeconds ?? 0) })}
        </span>
      )}
    </form>
  )
}
