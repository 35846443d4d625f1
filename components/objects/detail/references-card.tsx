'use client'
import { useTranslations } from 'next-intl'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { nameConfigKind, referencePath } from '#components/mesh/paths.ts'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import type { ConfigDetail } from '#contract/config.ts'

type Reference = ConfigDetail['namedBy'][number] & { readonly missing?: boolean }

/** Objects that one names, or that name it, each with the fields that do. */
export function ReferencesCard({
  title,
  none,
  references,
}: {
  readonly title: string
  readonly none: string
  readonly references: readonly Reference[]
}) {
  return (
    <Card title={title}>
      {references.length === 0 ? <p className="px-4 py-3 text-muted">{none}</p> : null}
      <ul className="divide-y divide-line">
        {references.map((each) => (
          <li key={`${nameConfigKind(each)}/${each.namespace}/${each.name}`} className="px-4 py-2">
            <ReferenceRow reference={each} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function ReferenceRow({ reference }: { readonly reference: Reference }) {
  const t = useTranslations('detail.config')
  const { viewQuery } = useView()
  const { kind, namespace, name, fields, missing } = reference
  const icon = nameConfigKind(reference)
  const href = missing ? undefined : referencePath(reference, viewQuery)
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2">
        {href === undefined ? (
          <span className="inline-flex items-center gap-1.5">
            <KindIcon kind={icon} />
            <span className="wrap-anywhere">
              {namespace ? <span className="text-muted">{namespace} / </span> : null}
              {name}
            </span>
          </span>
        ) : (
          <ObjectLink kind={icon} {...(namespace ? { namespace } : {})} name={name} href={href} listItem />
        )}
        <span className="text-small text-muted">{kind}</span>
        {missing ? (
          <span className="inline-flex items-center gap-1 text-degraded">
            <DegradedIcon size={14} className="shrink-0" />
            {t('missing')}
          </span>
        ) : null}
      </span>
      <span className="block font-mono text-small wrap-anywhere text-muted">{fields.join(', ')}</span>
    </>
  )
}
