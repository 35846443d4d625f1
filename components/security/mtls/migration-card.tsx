'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { formatRate, formatWindow } from '#components/mesh/format.ts'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { DegradedIcon, HealthyIcon, UnknownIcon } from '#components/ui/icons.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { MtlsMigration } from '#contract/mtls.ts'

const looks = {
  ready: { tone: 'accent', icon: HealthyIcon },
  'not-ready': { tone: 'degraded', icon: DegradedIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const

/** The table below is what the page is for: a mesh of hundreds of namespaces must not push it out of sight. */
const firstShown = 12

/**
 * Each namespace on its way to STRICT: who still comes in plaintext, whether it is ready, and what to apply. Those that
 * have arrived stand last.
 */
export function MigrationCard({
  namespaces,
  rangeSeconds,
}: {
  readonly namespaces: readonly MtlsMigration[]
  readonly rangeSeconds: number
}) {
  const t = useTranslations('security.migration')
  const [all, setAll] = useState(false)
  const sorted = [
    ...namespaces.filter(({ state }) => state !== 'strict'),
    ...namespaces.filter(({ state }) => state === 'strict'),
  ]
  return (
    <Card title={t('title')}>
      <ul className="divide-y divide-line">
        {(all ? sorted : sorted.slice(0, firstShown)).map((namespace) => (
          <MigrationItem key={namespace.namespace} item={namespace} rangeSeconds={rangeSeconds} />
        ))}
      </ul>
      {sorted.length > firstShown ? (
        <div className="border-t border-line px-4 py-2">
          <Button size="inline" aria-expanded={all} onClick={() => setAll(!all)} className="text-accent">
            {all ? t('fewer') : t('showAll', { count: sorted.length })}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

function MigrationItem({
  item,
  rangeSeconds,
}: {
  readonly item: MtlsMigration
  readonly rangeSeconds: number
}) {
  const t = useTranslations('security.migration')
  return (
    <li>
      <details>
        <summary data-list-item="" className="cursor-pointer px-4 py-2 hover:bg-hover">
          <span className="ml-1 inline-flex max-w-[calc(100%-2rem)] flex-wrap items-center gap-x-3 gap-y-1 align-middle">
            <span className="font-medium">{item.namespace}</span>
            <MtlsMark mode={item.mode} />
            {item.state === 'strict' ? null : <StateBadge state={item.state} />}
            {item.plaintext.length > 0 ? (
              <span className="text-muted">{t('callers', { count: item.plaintext.length })}</span>
            ) : null}
          </span>
        </summary>
        <div className="space-y-3 px-4 pt-2 pb-4">
          {item.why.length > 0 ? <ReasonList reasons={item.why} /> : null}
          <ReasonList reasons={item.reasons} />
          {item.plaintext.length > 0 ? <PlaintextTable item={item} rangeSeconds={rangeSeconds} /> : null}
          {item.manifest ? (
            <div className="space-y-1">
              <p className="text-small text-muted">{t('manifest')}</p>
              <pre className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-small">
                {item.manifest}
              </pre>
            </div>
          ) : null}
        </div>
      </details>
    </li>
  )
}

function StateBadge({ state }: { readonly state: keyof typeof looks }) {
  const t = useTranslations('security.migration')
  const { tone, icon: Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon size={12} />}>
      {t(`state.${state}`)}
    </Badge>
  )
}

function PlaintextTable({
  item,
  rangeSeconds,
}: {
  readonly item: MtlsMigration
  readonly rangeSeconds: number
}) {
  const t = useTranslations('security.migration')
  const rate = (value: number | undefined) => (value === undefined ? '' : formatRate(value))
  return (
    <Table label={t('plaintextOf', { namespace: item.namespace })}>
      <thead>
        <tr>
          <Th>{t('from')}</Th>
          <Th>{t('to')}</Th>
          <Th align="right">{formatWindow(rangeSeconds)}</Th>
          <Th align="right">{t('day')}</Th>
          <Th align="right">{t('week')}</Th>
        </tr>
      </thead>
      <tbody>
        {item.plaintext.map(({ workload, source, now, day, week }) => (
          <tr key={`${workload} ${source ?? ''}`}>
            <Td>{source ?? t('nobody')}</Td>
            <Td>{workload}</Td>
            <Td align="right">{rate(now)}</Td>
            <Td align="right">{rate(day)}</Td>
            <Td align="right">{rate(week)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
