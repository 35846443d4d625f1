'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '#components/ui/card.tsx'

/** Who calls the object and whom it calls, drawn; nothing where the page hands in no graph. */
export function GraphCard({ graph }: { readonly graph: ReactNode }) {
  const t = useTranslations('detail')
  if (!graph) return null
  return (
    <Card title={t('around')}>
      <div className="h-64">{graph}</div>
    </Card>
  )
}
