'use client'
import { useTranslations } from 'next-intl'
import { formatWindow } from '#components/mesh/format.ts'
import { ValidityWhy } from '#components/mesh/validity-why.tsx'
import { None } from '#components/objects/list/cells.tsx'
import { useNowMs } from '#components/shell/use-now.ts'
import type { ConfigItem, ConfigOwner } from '#contract/config.ts'

/** The verdict, which opens what is wrong, each with its place in the object. */
export function ValidityCell({ item: { name, validity, problems } }: { readonly item: ConfigItem }) {
  const t = useTranslations('objects.cell')
  const reasons = problems.map((each) => ({
    ...each,
    text: each.path === '' ? each.text : t('at', { path: each.path, text: each.text }),
  }))
  return <ValidityWhy of={t('validityOf', { name })} validity={validity} reasons={reasons} />
}

/** Tools that keep many objects under one name: a release, an application. */
const keepers: Readonly<Record<ConfigOwner['tool'], boolean>> = {
  argocd: true,
  flux: true,
  helm: true,
  controller: true,
  kubectl: false,
  vardia: false,
  other: false,
}

export function OwnerCell({ item: { owner } }: { readonly item: ConfigItem }) {
  const t = useTranslations('objects.cell')
  const word = useTranslations('mesh.owner')
  if (!owner) return <None why={t('none')} />
  const tool = word(owner.tool)
  if (owner.tool === 'other') return owner.name ?? tool
  if (!owner.name || !keepers[owner.tool]) return tool
  return <span title={owner.namespace}>{word('named', { tool, name: owner.name })}</span>
}

/** How long ago it was created, in its largest unit. */
export function AgeCell({ item: { createdAt } }: { readonly item: ConfigItem }) {
  const t = useTranslations('objects.cell')
  const nowMs = useNowMs()
  const ms = Date.parse(createdAt ?? '')
  if (!Number.isFinite(ms) || nowMs === 0) return <None why={t('none')} />
  const [count, unit] = formatWindow((nowMs - ms) / 1_000).split(' ')
  return (
    <time dateTime={createdAt} title={createdAt}>
      {count} {unit}
    </time>
  )
}

/** How many objects it names, and how many of them are not there. */
export function ReferencesCell({ item: { references } }: { readonly item: ConfigItem }) {
  const t = useTranslations('objects.cell')
  const { to, missing } = references
  return (
    <>
      {missing > 0 ? (
        <span className="text-degraded">{t('missingReferences', { count: missing })} · </span>
      ) : null}
      {to}
    </>
  )
}
