'use client'
import { useTranslations } from 'next-intl'
import { formatBytesRate, formatRate, formatWindow } from '#components/mesh/format.ts'
import { UnknownIcon } from '#components/ui/icons.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { BlastEdge, BlastRadius } from '#contract/preview.ts'

const mostEdges = 12

/** Which workloads, routes and calls the change touches, and the traffic on them now. */
export function BlastRadiusPart({ blast }: { readonly blast: BlastRadius }) {
  const t = useTranslations('config.blast')
  const { summary, guesses, counts, edges, rangeSeconds } = blast
  const isNone = counts.workloads + counts.routes + counts.edges === 0
  return (
    <section aria-label={t('title')} className="border-t border-line px-4 py-3">
      <h3 className="font-semibold">{t('title')}</h3>
      {summary.length > 0 ? (
        <ul className="mt-1 list-disc space-y-1 pl-4 marker:text-muted">
          {summary.map(({ code, text }) => (
            <li key={`${code} ${text}`} className="wrap-anywhere">
              {text}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="mt-1 text-muted">
        {isNone
          ? t('none')
          : t('counts', {
              workloads: counts.workloads,
              routes: counts.routes,
              edges: counts.edges,
              window: formatWindow(rangeSeconds),
            })}
      </p>
      {guesses.map(({ code, text }) => (
        <p key={code} className="mt-1 flex gap-1.5 wrap-anywhere">
          <UnknownIcon size={14} className="mt-1 shrink-0 text-muted" />
          {text}
        </p>
      ))}
      {edges.length > 0 ? (
        <div className="mt-2 overflow-x-auto">
          <Table label={t('edges')}>
            <thead>
              <tr>
                <Th>{t('call')}</Th>
                <Th>{t('now')}</Th>
                <Th>{t('then')}</Th>
              </tr>
            </thead>
            <tbody>
              {edges.slice(0, mostEdges).map((edge) => (
                <EdgeRow key={nameEdge(edge)} edge={edge} />
              ))}
            </tbody>
          </Table>
        </div>
      ) : null}
    </section>
  )
}

function nameEdge({ source, service, destination, protocol }: BlastEdge): string {
  return JSON.stringify([source, service, destination, protocol])
}

function EdgeRow({ edge }: { readonly edge: BlastEdge }) {
  const t = useTranslations('config.blast')
  const format = edge.protocol === 'tcp' ? formatBytesRate : formatRate
  const refused = edge.refusedAfter - edge.refusedBefore
  return (
    <tr>
      <Td>
        <span className="wrap-anywhere">
          {edge.source?.workload ?? t('unknown')} → {edge.destination?.workload ?? edge.service.name}
        </span>
      </Td>
      <Td>{format(edge.before)}</Td>
      <Td>
        {format(edge.after)}
        {refused > 0 ? (
          <span className="block text-failing">{t('refused', { rate: format(refused) })}</span>
        ) : null}
      </Td>
    </tr>
  )
}
