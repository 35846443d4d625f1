'use client'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { listResponses, type ResponseRow } from '#components/graph/panels/list-responses.ts'
import { Fact, Facts, LongName, Section } from '#components/graph/panels/parts.tsx'
import { latencyKeys, type RequestFlow, sumEdges } from '#components/graph/picture/sum-edges.ts'
import { formatBytesRate, formatLatency, formatPercent, formatRate } from '#components/mesh/format.ts'
import { useFlagWords } from '#components/mesh/response-flags.ts'
import type { GraphEdge } from '#contract/traffic-graph.ts'

/** How much, how well, how fast and how safely: the traffic of some edges added up. */
export function TrafficView({
  edges,
  none,
}: {
  readonly edges: readonly GraphEdge[]
  readonly none: string
}) {
  const t = useTranslations('graph.panel')
  const flow = useMemo(() => sumEdges(edges), [edges])
  const responses = useMemo(() => listResponses(edges), [edges])
  if (edges.length === 0) return <p className="px-4 py-3 text-muted">{none}</p>
  return (
    <>
      <RatesSection flow={flow} />
      <LatencySection flow={flow} isMean={edges.length > 1} />
      <MtlsSection edges={edges} flow={flow} />
      <ResponseSection title={t('codes')} rows={responses.codes} />
      <FlagSection rows={responses.flags} />
      <ResponseSection title={t('hosts')} rows={responses.hosts} mono />
    </>
  )
}

type Flow = ReturnType<typeof sumEdges>

function RatesSection({ flow }: { readonly flow: Flow }) {
  const t = useTranslations('graph.panel')
  return (
    <Section title={t('traffic')}>
      <table aria-label={t('traffic')} className="tabular w-full">
        <thead className="text-small text-muted">
          <tr>
            <th scope="col" className="text-left font-normal">
              {t('protocol')}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('rate')}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('errors')}
            </th>
          </tr>
        </thead>
        <tbody>
          <RequestsRow name="HTTP" flow={flow.http} />
          <RequestsRow name="gRPC" flow={flow.grpc} />
          {flow.tcp ? (
            <tr>
              <Cell>TCP</Cell>
              <Cell right>
                {t('sent', { rate: formatBytesRate(flow.tcp.sentPerSecond) })}
                {flow.tcp.returnedPerSecond === undefined ? null : (
                  <span className="block text-muted">
                    {t('returned', { rate: formatBytesRate(flow.tcp.returnedPerSecond) })}
                  </span>
                )}
              </Cell>
              <Cell right>
                <span className="text-muted">{t('notCounted')}</span>
              </Cell>
            </tr>
          ) : null}
        </tbody>
      </table>
      <GrpcMessages flow={flow.grpc} />
    </Section>
  )
}

function LatencySection({ flow, isMean }: { readonly flow: Flow; readonly isMean: boolean }) {
  const t = useTranslations('graph.panel')
  const latency = latencyKeys.filter((key) => flow.latencyMs[key] !== undefined)
  if (latency.length === 0) return null
  return (
    <Section title={t('latency')}>
      <Facts>
        {latency.map((key) => (
          <Fact key={key} name={t(`latencyOf.${key}`)}>
            {formatLatency(flow.latencyMs[key] ?? 0)}
          </Fact>
        ))}
      </Facts>
      {isMean ? <p className="text-small text-muted">{t('latencyMean')}</p> : null}
    </Section>
  )
}

function RequestsRow({ name, flow }: { readonly name: string; readonly flow: RequestFlow | undefined }) {
  if (!flow) return null
  return (
    <tr>
      <Cell>{name}</Cell>
      <Cell right>{formatRate(flow.perSecond)}</Cell>
      <Cell right>
        <span className={flow.errorPercent > 0 ? 'font-medium text-failing' : ''}>
          {formatPercent(flow.errorPercent)}
        </span>
      </Cell>
    </tr>
  )
}

function GrpcMessages({ flow }: { readonly flow: RequestFlow | undefined }) {
  const t = useTranslations('graph.panel')
  if (!flow || (flow.messagesSentPerSecond === undefined && flow.messagesReceivedPerSecond === undefined))
    return null
  const perSecond = (value: number | undefined) =>
    value === undefined ? undefined : t('perSecond', { count: formatRate(value).replace(' rps', '') })
  return (
    <Facts>
      <Fact name={t('messagesSent')}>{perSecond(flow.messagesSentPerSecond)}</Fact>
      <Fact name={t('messagesReceived')}>{perSecond(flow.messagesReceivedPerSecond)}</Fact>
    </Facts>
  )
}

function MtlsSection({ edges, flow }: { readonly edges: readonly GraphEdge[]; readonly flow: Flow }) {
  const t = useTranslations('graph.panel')
  const share = (percent: number | undefined, hasTraffic: boolean) =>
    percent === undefined ? (hasTraffic ? t('mtlsUntold') : undefined) : formatPercent(percent)
  const principals = (key: 'sourcePrincipals' | 'destinationPrincipals') => {
    const all = [...new Set(edges.flatMap((edge) => edge[key] ?? []))].sort()
    return all.length === 0 ? undefined : <Principals names={all} />
  }
  return (
    <Section title={t('mtls')}>
      <Facts>
        <Fact name={t('mtlsRequests')}>
          {share(flow.mtls.requests, flow.http !== undefined || flow.grpc !== undefined)}
        </Fact>
        <Fact name={t('mtlsTcp')}>{share(flow.mtls.tcp, flow.tcp !== undefined)}</Fact>
        <Fact name={t('sourcePrincipals')}>{principals('sourcePrincipals')}</Fact>
        <Fact name={t('destinationPrincipals')}>{principals('destinationPrincipals')}</Fact>
      </Facts>
    </Section>
  )
}

const principalsAtMost = 5

function Principals({ names }: { readonly names: readonly string[] }) {
  const t = useTranslations('graph.panel')
  return (
    <ul className="space-y-0.5 font-mono text-small">
      {names.slice(0, principalsAtMost).map((name) => (
        <li key={name}>
          <LongName>{name.replace(/^spiffe:\/\//, '')}</LongName>
        </li>
      ))}
      {names.length > principalsAtMost ? (
        <li className="text-muted">{t('moreNames', { count: names.length - principalsAtMost })}</li>
      ) : null}
    </ul>
  )
}

const rowsAtMost = 8

function ResponseSection({
  title,
  rows,
  mono = false,
}: {
  readonly title: string
  readonly rows: readonly ResponseRow[]
  readonly mono?: boolean
}) {
  const t = useTranslations('graph.panel')
  if (rows.length === 0) return null
  return (
    <Section title={title}>
      <ByUnit rows={rows}>
        {(same) => (
          <>
            <ul className="space-y-1">
              {same.slice(0, rowsAtMost).map((row) => (
                <ShareRow key={row.key} row={row}>
                  <span className={mono ? 'font-mono text-small' : ''}>
                    <LongName>{row.key}</LongName>
                  </span>
                </ShareRow>
              ))}
            </ul>
            {same.length > rowsAtMost ? (
              <p className="text-small text-muted">{t('moreNames', { count: same.length - rowsAtMost })}</p>
            ) : null}
          </>
        )}
      </ByUnit>
    </Section>
  )
}

/** Shares of requests and shares of bytes are of different wholes, so each has a list and, where both are, a name. */
function ByUnit({
  rows,
  children,
}: {
  readonly rows: readonly ResponseRow[]
  readonly children: (same: readonly ResponseRow[]) => React.ReactNode
}) {
  const t = useTranslations('graph.panel')
  const groups = (['requests', 'bytes'] as const)
    .map((unit) => ({ unit, same: rows.filter((row) => row.unit === unit) }))
    .filter(({ same }) => same.length > 0)
  return groups.map(({ unit, same }) => (
    <div key={unit} className="space-y-1 not-first:mt-2">
      {groups.length > 1 ? <h4 className="text-small text-muted">{t(`shareOf.${unit}`)}</h4> : null}
      {children(same)}
    </div>
  ))
}

/** Response flags with what they mean. */
function FlagSection({ rows }: { readonly rows: readonly ResponseRow[] }) {
  const t = useTranslations('graph.panel')
  const meaning = useFlagWords()
  if (rows.length === 0) return null
  return (
    <Section title={t('flags')}>
      <ByUnit rows={rows}>
        {(same) => (
          <ul className="space-y-1.5">
            {same.map((row) => (
              <ShareRow key={row.key} row={row}>
                <span className="font-mono font-medium">{row.key}</span>
                <span className="block text-small text-muted">{meaning(row.key) ?? t('flagUnknown')}</span>
              </ShareRow>
            ))}
          </ul>
        )}
      </ByUnit>
    </Section>
  )
}

function ShareRow({ row, children }: { readonly row: ResponseRow; readonly children: React.ReactNode }) {
  return (
    <li className="flex items-baseline justify-between gap-3">
      <span className="min-w-0">{children}</span>
      <span className="tabular shrink-0 text-right">
        {formatPercent(row.percent)}{' '}
        <span className="text-muted">
          {row.unit === 'requests' ? formatRate(row.perSecond) : formatBytesRate(row.perSecond)}
        </span>
      </span>
    </li>
  )
}

function Cell({ right = false, children }: { readonly right?: boolean; readonly children: React.ReactNode }) {
  return <td className={`py-0.5 align-top ${right ? 'text-right' : ''}`}>{children}</td>
}
