'use client'
import { useTranslations } from 'next-intl'
import { type YamlObject, YamlView } from '#components/objects/detail/yaml-view.tsx'
import { Card } from '#components/ui/card.tsx'

/** The YAML tab: the object alone. */
export function YamlCard({ object }: { readonly object: YamlObject }) {
  const t = useTranslations('detail.yaml')
  return (
    <Card title={t('title')}>
      <YamlView object={object} />
    </Card>
  )
}
