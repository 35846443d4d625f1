'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { TimeIcon } from '#components/ui/icons.tsx'

/** Opens the strip of moments; while the graph is of another moment than now, the strip stays. */
export function MomentButton({
  open,
  held,
  onToggle,
}: {
  readonly open: boolean
  readonly held: boolean
  readonly onToggle: () => void
}) {
  const t = useTranslations('graph.moments')
  return (
    <Button
      aria-pressed={open || held}
      icon={<TimeIcon size={14} />}
      className={open || held ? 'bg-selected text-accent' : ''}
      onClick={onToggle}
    >
      {t('button')}
    </Button>
  )
}
