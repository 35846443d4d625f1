'use client'
import { useTranslations } from 'next-intl'
import { formatPercent, formatRate, formatWindow } from '#components/mesh/format.ts'
import { HealthWhy } from '#components/mesh/health-why.tsx'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { objectPath } from '#components/mesh/paths.ts'
import { ValidityWhy } from '#components/mesh/validity-why.tsx'
import { useSeenTraffic } from '#components/objects/list/seen-traffic.tsx'
import type { ObjectItem } from '#components/objects/list/types.ts'
import { useView } from '#components/shell/view.tsx'
import { DegradedIcon } from '#components/ui/icons.tsx'
import { Sparkline } from '#components/ui/sparkline.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'

/** What is not there, or was not measured; `why` says it to who cannot see the dash. */
export function None({ why }: { readonly why: string }) {
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{why}</span>
    </span>
  )
}

/** The name, above its namespace where the table has no room for a column of them. */
export function NameCell<Item extends ObjectItem>({
  item,
  narrow,
  path = objectPath,
  line = ({ namespace }) => namespace,
}: {
  readonly item: Item
  readonly narrow: boolean
  readonly path?: ((item: Item, viewQuery: string) => string) | undefined
  readonly line?: ((item: Item) => string) | undefined
}) {
  const { viewQuery } = useView()
  const link = <ObjectLink kind={item.kind} name={item.name} href={path(item, viewQuery)} listItem />
  if (!narrow || item.kind === 'Namespace') return link
  return (
    <>
      {link}
      <span className="block truncate pl-5 text-small text-muted">{line(item)}</span>
    </>
  )
}

export function HealthCell({ item: { name, health } }: { readonly item: ObjectItem }) {
  const t = useTranslations('objects.cell')
  if (!health) return <None why={t('noHealth')} />
  return <HealthWhy of={t('healthOf', { name })} health={health} />
}

/** What is wrong in the configuration that names it, opened by a press. */
export function FaultsCell({ item: { name, faults } }: { readonly item: ObjectItem }) {
  const t = useTranslations('objects.cell')
  if (!faults) return <None why={t('noFaults')} />
  return <ValidityWhy of={t('validityOf', { name })} validity={faults.status} reasons={faults.reasons} />
}

/** Requests a second, received, or sent where nobody asks it anything, with what came before. */
export function TrafficCell({ item }: { readonly item: ObjectItem }) {
  const t = useTranslations('objects.cell')
  const over = useSeenTraffic(item)
  const { requestsPerSecond, errorPercent = 0, direction } = item
  if (requestsPerSecond === undefined) return <None why={t('noMeasure')} />
  return (
    <span className="flex items-center justify-end gap-2">
      {over ? (
        <Sparkline
          label={t('over', {
            name: item.name,
            window: formatWindow(over.spanSeconds),
            rate: formatRate(requestsPerSecond),
            errors: formatPercent(errorPercent),
          })}
          values={over.requestsPerSecond}
          errors={over.errorsPerSecond}
          width={88}
          height={22}
          className="shrink-0 max-md:hidden"
        />
      ) : null}
      {direction === undefined ? (
        <span className="w-18 text-muted">{t('noTraffic')}</span>
      ) : (
        <span className="w-18">
          {direction === 'outbound' ? <SentMark /> : null}
          {formatRate(requestsPerSecond)}
        </span>
      )}
    </span>
  )
}

/** Marks a number as what is sent, for the column's numbers are what is received. */
function SentMark() {
  const t = useTranslations('objects.cell')
  return (
    <span title={t('sends')} className="mr-0.5 text-muted">
      <span aria-hidden>↗</span>
      <span className="sr-only">{t('sends')}</span>
    </span>
  )
}

export function ErrorsCell({ item }: { readonly item: ObjectItem }) {
  const t = useTranslations('objects.cell')
  const { errorPercent } = item
  if (errorPercent === undefined)
    return <None why={t(item.requestsPerSecond === undefined ? 'noMeasure' : 'noTraffic')} />
  const percent = formatPercent(errorPercent)
  return errorPercent > 0 ? <span className="font-medium text-failing">{percent}</span> : percent
}

/** A label that Istio's telemetry names the workload by; that it is missing is told where it hurts. */
export function LabelCell({
  of,
  value,
  wanted,
}: {
  readonly of: 'app' | 'version'
  readonly value: string | undefined
  readonly wanted: boolean
}) {
  const t = useTranslations('objects.cell')
  if (value !== undefined) return value
  if (!wanted) return <None why={t('noLabel')} />
  return (
    <Tooltip text={t(`missing.${of}`)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its words must be reachable by keys too. */}
      <span tabIndex={0} className="inline-flex items-center gap-1 rounded-control text-degraded">
        <DegradedIcon size={14} className="shrink-0" />
        {t('missingLabel')}
      </span>
    </Tooltip>
  )
}

/** Texts one after the other; all of them where the column is too narrow. */
export function TextsCell({ texts }: { readonly texts: readonly string[] }) {
  const t = useTranslations('objects.cell')
  return texts.length === 0 ? (
    <None why={t('none')} />
  ) : (
    <span title={texts.join('\n')}>{texts.join(', ')}</span>
  )
}
