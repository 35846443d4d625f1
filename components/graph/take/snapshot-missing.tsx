'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { SourceIcon } from '#components/ui/icons.tsx'

/** A link to a snapshot holds no file: the page asks for it, rather than show the live mesh in its place. */
export function SnapshotMissing({
  digest,
  onPick,
  onClose,
}: {
  readonly digest: string
  readonly onPick: () => void
  readonly onClose: () => void
}) {
  const t = useTranslations('graph.take')
  return (
    <EmptyState
      icon={<SourceIcon size={18} />}
      title={t('missingTitle')}
      action={
        <div className="flex flex-wrap gap-2">
          <Button tone="primary" onClick={onPick}>
            {t('open')}
          </Button>
          <Button onClick={onClose}>{t('backToLive')}</Button>
        </div>
      }
    >
      <p>{t('missing', { digest })}</p>
    </EmptyState>
  )
}
