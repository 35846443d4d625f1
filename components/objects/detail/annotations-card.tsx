'use client'
import { useTranslations } from 'next-intl'
import { Card } from '#components/ui/card.tsx'

/** Annotations with their whole values; nothing where there are none. */
export function AnnotationsCard({ annotations }: { readonly annotations: Readonly<Record<string, string>> }) {
  const t = useTranslations('detail')
  const entries = Object.entries(annotations)
  if (entries.length === 0) return null
  return (
    <Card title={t('annotations')}>
      <dl className="max-h-80 space-y-2 overflow-y-auto px-4 py-3 text-small">
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt className="font-mono wrap-anywhere text-muted">{key}</dt>
            <dd className="font-mono wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
