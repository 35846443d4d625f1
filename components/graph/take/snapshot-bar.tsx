'use client'
import { useTranslations } from 'next-intl'
import { formatReadable } from '#components/graph/moments/local-time.ts'
import type { Snapshot } from '#components/graph/take/snapshot.ts'
import { formatWindow } from '#components/mesh/format.ts'
import { Button } from '#components/ui/button.tsx'

/** Says all the time that this is a file and not the mesh: whose, of when, and how far it can be trusted. */
export function SnapshotBar({
  snapshot,
  onClose,
}: {
  readonly snapshot: Snapshot
  readonly onClose: () => void
}) {
  const t = useTranslations('graph.take')
  const { graph, takenAt, takenBy, cluster, digest } = snapshot
  return (
    <section
      aria-label={t('snapshot')}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-selected px-3 py-1.5"
    >
      <p role="status" className="min-w-0 break-words">
        <strong className="font-semibold">{t('snapshot')}</strong>{' '}
        {t('shows', {
          moment: formatReadable(graph.asOf),
          window: formatWindow(graph.rangeSeconds),
          cluster,
        })}{' '}
        <span className="text-muted">
          {t('takenBy', { name: takenBy, moment: formatReadable(takenAt), digest: digest.slice(0, 12) })}
        </span>
      </p>
      <Button tone="primary" className="h-7" onClick={onClose}>
        {t('backToLive')}
      </Button>
    </section>
  )
}
