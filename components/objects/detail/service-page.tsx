'use client'
import { useTranslations } from 'next-intl'
import { paths } from '#components/mesh/paths.ts'
import { AnnotationsCard } from '#components/objects/detail/annotations-card.tsx'
import { DetailFrame, type DetailSlots } from '#components/objects/detail/detail-frame.tsx'
import { EndpointsCard } from '#components/objects/detail/endpoints-card.tsx'
import { EventsCard } from '#components/objects/detail/events-card.tsx'
import { GraphCard } from '#components/objects/detail/graph-card.tsx'
import { GraphLink } from '#components/objects/detail/graph-link.tsx'
import { DetailHeader, HeadFact } from '#components/objects/detail/header.tsx'
import { WorkloadTable } from '#components/objects/detail/object-tables.tsx'
import { PoliciesTab } from '#components/objects/detail/policies-tab.tsx'
import { RelatedCard } from '#components/objects/detail/related-card.tsx'
import { buildTraffic } from '#components/objects/detail/traffic-rows.ts'
import { TrafficTab } from '#components/objects/detail/traffic-tab.tsx'
import { YamlCard } from '#components/objects/detail/yaml-card.tsx'
import { MeshLabelsButton } from '#components/objects/labels/mesh-labels-button.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { serviceDetail } from '#contract/details.ts'
import { formatAround, type GraphAround } from '#contract/graph-around.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'
import words from '#messages/areas/detail.json'

type Detail = CallOutput<typeof serviceDetail>

interface ServicePageProps {
  readonly namespace: string
  readonly name: string
  readonly kind: 'Service' | 'ServiceEntry'
  readonly slots: DetailSlots
}

/** One Service or ServiceEntry: its addresses, what is behind it, who calls it, what applies to it. */
export function ServicePage(props: ServicePageProps) {
  return (
    <AreaWords words={words}>
      <ServiceScreen {...props} />
    </AreaWords>
  )
}

function ServiceScreen({ namespace, name, kind, slots }: ServicePageProps) {
  const { view, ready } = useView()
  const input = { namespace, name, kind, rangeSeconds: view.rangeSeconds }
  const live = useLiveCall(serviceDetail, input, { enabled: ready })
  return (
    <DetailFrame
      live={live}
      kind={kind}
      namespace={namespace}
      name={name}
      header={(detail) => <ServiceHeader detail={detail} />}
      tabs={(detail) => ({
        overview: <ServiceOverview detail={detail} slots={slots} />,
        traffic: (
          <TrafficTab
            ask={{
              namespaces: namespace,
              view: 'workload',
              serviceNodes: true,
              around: formatAround(chooseServiceNode(detail)),
            }}
            build={(graph) => buildTraffic(graph, (node) => isNodeOf(node, detail))}
          />
        ),
        metrics: slots.metrics,
        traces: slots.traces,
        policies: <PoliciesTab config={detail.config} meshPoliciesSeen={detail.meshPoliciesSeen} />,
        yaml: <YamlCard object={detail.item} />,
      })}
    />
  )
}

/** Telemetry knows a ServiceEntry by its host alone. */
function chooseServiceNode({ item }: Detail): GraphAround {
  const { namespace, name, hosts } = item
  return { kind: 'service', namespace, name: item.kind === 'ServiceEntry' ? (hosts?.[0] ?? name) : name }
}

function isNodeOf(node: GraphNode, { item }: Detail): boolean {
  if (node.kind !== 'service') return false
  const entry = node.serviceEntry
  if (item.kind === 'ServiceEntry') return entry?.namespace === item.namespace && entry.name === item.name
  return !entry && node.namespace === item.namespace && node.name === item.name
}

function ServiceHeader({ detail }: { readonly detail: Detail }) {
  const t = useTranslations('detail.head')
  const { item, clusterIp, externalName, rangeSeconds } = detail
  return (
    <DetailHeader
      item={item}
      rangeSeconds={rangeSeconds}
      actions={
        <>
          <MeshLabelsButton items={[item]} />
          <GraphLink view="service" around={chooseServiceNode(detail)} />
        </>
      }
    >
      <HeadFact name={t(item.kind === 'Service' ? 'type' : 'location')}>{item.type}</HeadFact>
      <HeadFact name={t('clusterIp')}>{clusterIp === 'None' ? t('headless') : clusterIp}</HeadFact>
      <HeadFact name={t('externalName')}>{externalName}</HeadFact>
      <HeadFact name={t('ports')}>
        {item.ports.map(({ name, port, protocol }) => `${port} ${name || protocol}`).join(', ')}
      </HeadFact>
    </DetailHeader>
  )
}

function ServiceOverview({ detail, slots }: { readonly detail: Detail; readonly slots: DetailSlots }) {
  const t = useTranslations('detail')
  const { viewQuery } = useView()
  const { item, workloads } = detail
  const { namespace } = item
  const apps = [...new Set(workloads.flatMap(({ app }) => app ?? []))]
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-3">
        {slots.alerts}
        <Card title={t('service.workloads')}>
          {workloads.length === 0 ? (
            <p className="px-4 py-3 text-muted">{t('service.noWorkloads')}</p>
          ) : (
            <WorkloadTable label={t('service.workloads')} items={workloads} />
          )}
        </Card>
        <EndpointsCard endpoints={detail.endpoints} />
        <EventsCard detail={detail} />
      </div>
      <div className="min-w-0 space-y-3">
        <GraphCard graph={slots.graph} />
        <AddressesCard detail={detail} />
        <RelatedCard
          groups={[
            {
              title: t('related.applications'),
              none: t('related.noApplications'),
              objects: apps.map((name) => ({
                kind: 'Application',
                name,
                href: paths.application({ namespace, name }, viewQuery),
              })),
            },
            {
              title: t('related.namespace'),
              none: '',
              objects: [{ kind: 'Namespace', name: namespace, href: paths.namespace(namespace, viewQuery) }],
            },
          ]}
          config={detail.config}
        />
        <AnnotationsCard annotations={detail.annotations} />
      </div>
    </div>
  )
}

/** The names of a service, and the labels of what it leads to. */
function AddressesCard({ detail: { hosts, selector } }: { readonly detail: Detail }) {
  const t = useTranslations('detail')
  return (
    <Card title={t('service.addresses')}>
      <ul className="space-y-1 px-4 py-3 font-mono text-small">
        {hosts.map((host) => (
          <li key={host} className="wrap-anywhere">
            {host}
          </li>
        ))}
      </ul>
      {Object.keys(selector).length > 0 ? (
        <p className="border-t border-line px-4 py-3 wrap-anywhere text-muted">
          {t('service.selects')}{' '}
          <span className="font-mono text-small text-fg">
            {Object.entries(selector)
              .map(([key, value]) => `${key}=${value}`)
              .join(', ')}
          </span>
        </p>
      ) : null}
    </Card>
  )
}
