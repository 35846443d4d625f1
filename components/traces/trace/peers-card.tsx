'use client'
import { useTranslations } from 'next-intl'
import { formatLatency } from '#components/mesh/format.ts'
import { namePlace } from '#components/mesh/name-place.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { type Trace, tracePeers } from '#contract/traces.ts'

const mostParts = 6
/** Milliseconds; less is no difference. */
const tellingMs = 0.05

/** The trace beside those that began alike: where it stands among them, and who took more or less than usual. */
export function PeersCard({ trace }: { readonly trace: Trace }) {
  const t = useTranslations('traces.peers')
  const { data, problem, askAgain } = useLiveCall(tracePeers, { id: trace.id }, { intervalMs: false })
  const comparison = data?.comparison
  return (
    <Card title={t('title')}>
      {problem && !data ? <ProblemView problem={problem} onRetry={askAgain} /> : null}
      {!data && !problem ? <Skeleton className="m-4 h-24" /> : null}
      {data ? <p className="px-4 pt-3 pb-1">{data.says.text}</p> : null}
      {comparison ? (
        <>
          <p className="tabular px-4 pb-2 text-muted">
            {t('usual', {
              own: formatLatency(trace.durationMs),
              median: formatLatency(comparison.medianMs),
              slowest: formatLatency(comparison.slowestMs),
            })}
          </p>
          <Table label={t('table')}>
            <thead>
              <tr>
                <Th>{t('workload')}</Th>
                <Th align="right">{t('here')}</Th>
                <Th align="right">{t('median')}</Th>
                <Th align="right">{t('difference')}</Th>
              </tr>
            </thead>
            <tbody>
              {comparison.parts
                .filter(({ ms, medianMs }) => Math.abs(ms - medianMs) >= tellingMs)
                .slice(0, mostParts)
                .map((part) => (
                  <PartRow
                    key={`${part.place.namespace} ${namePlace(part.place)}`}
                    part={part}
                    all={comparison.peers}
                  />
                ))}
            </tbody>
          </Table>
        </>
      ) : null}
    </Card>
  )
}

type Part = NonNullable<CallOutput<typeof tracePeers>['comparison']>['parts'][number]

/** What one workload added here, and to the traces that went there. */
function PartRow({
  part: { place, ms, medianMs, peers },
  all,
}: {
  readonly part: Part
  readonly all: number
}) {
  const t = useTranslations('traces.peers')
  const isBoth = ms > 0 && peers > 0
  const by = formatLatency(Math.abs(ms - medianMs))
  return (
    <tr>
      <Td>
        <bdi>{namePlace(place)}</bdi> <span className="text-muted">{place.namespace}</span>
      </Td>
      <Td align="right">{ms === 0 ? t('never') : formatLatency(ms)}</Td>
      <Td align="right">
        {peers === 0 ? t('never') : formatLatency(medianMs)}
        {peers > 0 && peers < all ? (
          <span className="block text-small text-muted">{t('partOf', { peers, all })}</span>
        ) : null}
      </Td>
      <Td align="right">{isBoth ? t(ms >= medianMs ? 'slower' : 'faster', { by }) : '–'}</Td>
    </tr>
  )
}
