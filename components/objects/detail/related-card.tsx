'use client'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { nameConfigKind } from '#components/mesh/paths.ts'
import { buildTabQuery } from '#components/objects/detail/url.ts'
import { Card } from '#components/ui/card.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import type { ConcerningConfig } from '#contract/details.ts'

export interface Related {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly href: string
}

/** The objects that belong with this one, by what they are to it, and how much configuration concerns it. */
export function RelatedCard({
  groups,
  config,
}: {
  readonly groups: readonly {
    readonly title: string
    readonly none: string
    readonly objects: readonly Related[]
  }[]
  readonly config: readonly ConcerningConfig[]
}) {
  const t = useTranslations('detail.related')
  return (
    <Card title={t('title')}>
      <dl className="space-y-3 px-4 py-3">
        {groups.map(({ title, none, objects }) => (
          <div key={title}>
            <dt className="text-small text-muted">{title}</dt>
            {objects.length === 0 ? <dd className="text-muted">{none}</dd> : null}
            {objects.map((object) => (
              <dd key={`${object.kind}/${object.namespace}/${object.name}`} className="min-h-6">
                <ObjectLink {...object} listItem />
              </dd>
            ))}
          </div>
        ))}
      </dl>
      <ConfigCounts config={config} />
    </Card>
  )
}

/** How many objects of each kind concern the page's object; each leads to the tab that lists them. */
export function ConfigCounts({ config }: { readonly config: readonly ConcerningConfig[] }) {
  const t = useTranslations('detail.related')
  const query = useSearchParams()
  const kinds = [...Map.groupBy(config, nameConfigKind)]
  return (
    <div className="border-t border-line px-4 py-3">
      <h3 className="text-small text-muted">{t('config')}</h3>
      {kinds.length === 0 ? <p className="text-muted">{t('noConfig')}</p> : null}
      <ul className="flex flex-wrap gap-x-4 gap-y-1 empty:hidden">
        {kinds.map(([kind, some]) => (
          <li key={kind}>
            <Link
              href={buildTabQuery('policies', new URLSearchParams(query ?? ''))}
              prefetch={false}
              className="inline-flex items-center gap-1.5 text-accent hover:underline"
            >
              <KindIcon kind={kind} />
              {t('configOf', { kind: some[0]?.kind ?? kind, count: some.length })}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
