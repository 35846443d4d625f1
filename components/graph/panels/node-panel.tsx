'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { BadgeMark } from '#components/graph/panels/badge-mark.tsx'
import { DirectedTraffic } from '#components/graph/panels/directed-traffic.tsx'
import { HistorySection } from '#components/graph/panels/history-section.tsx'
import { NodeAlerts } from '#components/graph/panels/node-alerts.tsx'
import { Fact, Facts, LongName, Section } from '#components/graph/panels/parts.tsx'
import type { Chosen } from '#components/graph/panels/resolve-chosen.ts'
import type { PanelProps } from '#components/graph/panels/side-panel.tsx'
import { listBadges, nameNode } from '#components/graph/picture/build-picture.ts'
import { HealthMark } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { paths } from '#components/mesh/paths.ts'
import { ReasonList } from '#components/mesh/reason-list.tsx'
import { useView } from '#components/shell/view.tsx'
import { KindIcon } from '#components/ui/kind-icon.tsx'
import type { GraphNode } from '#contract/traffic-graph.ts'

const iconKinds = {
  workload: 'Workload',
  app: 'Workload',
  service: 'Service',
  operation: 'HTTPRoute',
  unknown: 'Unknown',
} as const

export function NodePanel({
  chosen: { node, group },
  ...props
}: PanelProps & { readonly chosen: Extract<Chosen, { kind: 'node' }> }) {
  const t = useTranslations('graph')
  const name = nameNode(node)
  return (
    <>
      <header className="space-y-2 p-4 pr-12">
        <p className="flex items-center gap-1.5 text-small text-muted">
          <KindIcon kind={node.serviceEntry ? 'ServiceEntry' : (node.workloadKind ?? iconKinds[node.kind])} />
          {node.serviceEntry ? t('kind.serviceEntry') : (node.workloadKind ?? t(`kind.${node.kind}`))}
        </p>
        <h2 className="text-title font-semibold break-words">{name === 'unknown' ? t('unknown') : name}</h2>
        <div className="flex flex-wrap gap-1.5">
          <HealthMark status={node.health.status} />
        </div>
        {node.health.reasons.length > 0 ? <ReasonList reasons={node.health.reasons} /> : null}
      </header>
      <NodeFacts node={node} />
      <Badges node={node} />
      <NodeAlerts alerts={node.alerts} />
      <HistorySection {...props} of={{ kind: 'node', node }} />
      <DirectedTraffic {...props} group={group} of={name} />
    </>
  )
}

function NodeFacts({ node }: { readonly node: GraphNode }) {
  const t = useTranslations('graph.panel')
  const { viewQuery } = useView()
  const known = (value: string | undefined) => (value === 'unknown' ? undefined : value)
  return (
    <Section title={t('identity')}>
      <Facts>
        {node.namespace === 'unknown' ? null : (
          <Fact name={t('namespace')}>
            <Link
              href={paths.namespaceGraph(node.namespace, viewQuery)}
              prefetch={false}
              className="text-accent hover:underline"
            >
              {node.namespace}
            </Link>
          </Fact>
        )}
        <Fact name={t('cluster')}>{known(node.cluster)}</Fact>
        <Fact name={t('workload')}>{node.kind === 'workload' ? undefined : known(node.workload)}</Fact>
        <Fact name={t('app')}>{known(node.app)}</Fact>
        <Fact name={t('version')}>{known(node.version)}</Fact>
        <Fact name={t('service')}>{node.kind === 'service' ? undefined : known(node.service)}</Fact>
        <Fact name={t('services')}>{node.services?.join(', ')}</Fact>
        <Fact name={t('operation')}>{node.operation}</Fact>
        <Fact name={t('dataPlane')}>{node.mode ? <ModeMark mode={node.mode} /> : undefined}</Fact>
        <Fact name={t('mtlsTakes')}>
          {node.mtls ? (
            <Link href={paths.mtls(viewQuery)} prefetch={false} className="hover:underline">
              <MtlsMark mode={node.mtls} />
            </Link>
          ) : undefined}
        </Fact>
        <Fact name={t('rank')}>{node.rank ? t('rankOf', node.rank) : undefined}</Fact>
        {node.serviceEntry ? (
          <>
            <Fact name={t('serviceEntry')}>{`${node.serviceEntry.namespace}/${node.serviceEntry.name}`}</Fact>
            <Fact name={t('location')}>{node.serviceEntry.location}</Fact>
            <Fact name={t('serviceEntryHosts')}>
              <Hosts hosts={node.serviceEntry.hosts} />
            </Fact>
          </>
        ) : null}
        {node.gateway ? (
          <Fact name={t('gatewayHosts')}>
            <Hosts hosts={node.gateway.hosts} />
          </Fact>
        ) : null}
      </Facts>
    </Section>
  )
}

const hostsAtMost = 8

function Hosts({ hosts }: { readonly hosts: readonly string[] }) {
  const t = useTranslations('graph.panel')
  if (hosts.length === 0) return <span className="text-muted">{t('noHosts')}</span>
  return (
    <ul className="font-mono text-small">
      {hosts.slice(0, hostsAtMost).map((host) => (
        <li key={host}>
          <LongName>{host}</LongName>
        </li>
      ))}
      {hosts.length > hostsAtMost ? (
        <li className="text-muted">{t('moreNames', { count: hosts.length - hostsAtMost })}</li>
      ) : null}
    </ul>
  )
}

/** What the marks on the node mean, in words. */
function Badges({ node }: { readonly node: GraphNode }) {
  const t = useTranslations('graph')
  const badges = listBadges(node)
  const outside = node.flags.includes('outside')
  if (badges.length === 0 && !outside) return null
  return (
    <Section title={t('panel.marks')}>
      <ul className="space-y-1.5">
        {badges.map((badge) => (
          <li key={badge} className="flex items-start gap-2">
            <BadgeMark badge={badge} />
            <span>
              {badge === 'gateway' && node.gateway
                ? t(`gateway.${node.gateway.direction}`)
                : t(`badge.${badge}`)}
            </span>
          </li>
        ))}
        {outside ? <li className="pl-6 text-muted">{t('outside')}</li> : null}
      </ul>
    </Section>
  )
}
