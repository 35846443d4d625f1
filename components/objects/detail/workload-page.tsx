'use client'
import { useTranslations } from 'next-intl'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { paths } from '#components/mesh/paths.ts'
import { Why } from '#components/mesh/reason-list.tsx'
import { SyncMark } from '#components/mesh/sync-mark.tsx'
import { DetailFrame, type DetailSlots, TextLink } from '#components/objects/detail/detail-frame.tsx'
import { EventsCard } from '#components/objects/detail/events-card.tsx'
import { GraphCard } from '#components/objects/detail/graph-card.tsx'
import { GraphLink } from '#components/objects/detail/graph-link.tsx'
import { DetailHeader, HeadFact } from '#components/objects/detail/header.tsx'
import { PodsCard } from '#components/objects/detail/pods-card.tsx'
import { MtlsCard, PoliciesTab } from '#components/objects/detail/policies-tab.tsx'
import { RelatedCard } from '#components/objects/detail/related-card.tsx'
import { buildTraffic } from '#components/objects/detail/traffic-rows.ts'
import { TrafficTab } from '#components/objects/detail/traffic-tab.tsx'
import { YamlCard } from '#components/objects/detail/yaml-card.tsx'
import { MeshLabelsButton } from '#components/objects/labels/mesh-labels-button.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { workloadDetail } from '#contract/details.ts'
import { formatAround } from '#contract/graph-around.ts'
import words from '#messages/areas/detail.json'

type Detail = CallOutput<typeof workloadDetail>

interface WorkloadPageProps {
  readonly namespace: string
  readonly name: string
  /** Where two workloads share a name. */
  readonly kind?: string | undefined
  readonly slots: DetailSlots
}

/** One workload of any kind: what runs, who calls it, what applies to it. */
export function WorkloadPage(props: WorkloadPageProps) {
  return (
    <AreaWords words={words}>
      <WorkloadScreen {...props} />
    </AreaWords>
  )
}

function WorkloadScreen({ namespace, name, kind, slots }: WorkloadPageProps) {
  const { view, ready } = useView()
  const input = { namespace, name, rangeSeconds: view.rangeSeconds, ...(kind === undefined ? {} : { kind }) }
  const live = useLiveCall(workloadDetail, input, { enabled: ready })
  return (
    <DetailFrame
      live={live}
      kind={kind ?? 'Workload'}
      namespace={namespace}
      name={name}
      header={(detail) => <WorkloadHeader detail={detail} />}
      tabs={(detail) => ({
        overview: <WorkloadOverview detail={detail} slots={slots} />,
        traffic: (
          <TrafficTab
            ask={{
              namespaces: namespace,
              view: 'workload',
              around: formatAround({ kind: 'workload', namespace, name }),
            }}
            build={(graph) =>
              buildTraffic(graph, (node) => node.workload === name && node.namespace === namespace)
            }
          />
        ),
        metrics: slots.metrics,
        logs: slots.logs,
        traces: slots.traces,
        policies: (
          <PoliciesTab config={detail.config} meshPoliciesSeen={detail.meshPoliciesSeen}>
            <MtlsCard mtls={detail.mtls} />
          </PoliciesTab>
        ),
        yaml: <YamlCard object={detail.item} />,
      })}
    />
  )
}

function WorkloadHeader({ detail: { item, mtls, pods, rangeSeconds } }: { readonly detail: Detail }) {
  const t = useTranslations('detail.head')
  const word = useTranslations('mesh.mtls')
  const { viewQuery } = useView()
  const { namespace, name, app, version, mode, role, serviceAccount, replicas } = item
  const revisions = [...new Set(pods.flatMap(({ revision }) => revision ?? []))].sort()
  return (
    <DetailHeader
      item={item}
      rangeSeconds={rangeSeconds}
      actions={
        <>
          <MeshLabelsButton items={[item]} />
          <GraphLink view="workload" around={{ kind: 'workload', namespace, name }} />
        </>
      }
    >
      <HeadFact name={t('mode')}>
        <span className="flex flex-wrap items-center gap-x-2">
          <ModeMark mode={mode} />
          <SyncMark of={name} sync={item.sync} />
        </span>
      </HeadFact>
      {mtls ? (
        <HeadFact name={t('mtls')}>
          <Why of={`${namespace}/${name}`} verdict={word(mtls.mode)} reasons={mtls.reasons}>
            <MtlsMark mode={mtls.mode} />
          </Why>
        </HeadFact>
      ) : null}
      {role === 'application' ? null : <HeadFact name={t('role')}>{t(`roleOf.${role}`)}</HeadFact>}
      <HeadFact name={t('app')}>
        {app === undefined ? undefined : (
          <TextLink href={paths.application({ namespace, name: app }, viewQuery)}>{app}</TextLink>
        )}
      </HeadFact>
      <HeadFact name={t('version')}>{version}</HeadFact>
      <HeadFact name={t('revision')}>{revisions.join(', ')}</HeadFact>
      <HeadFact name={t('replicas')}>{t('replicasOf', { ...replicas })}</HeadFact>
      <HeadFact name={t('serviceAccount')}>{serviceAccount}</HeadFact>
    </DetailHeader>
  )
}

function WorkloadOverview({ detail, slots }: { readonly detail: Detail; readonly slots: DetailSlots }) {
  const t = useTranslations('detail.related')
  const { viewQuery } = useView()
  const { item, services } = detail
  const { namespace, app } = item
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-3">
        {slots.alerts}
        <PodsCard detail={detail} />
        <EventsCard detail={detail} />
      </div>
      <div className="min-w-0 space-y-3">
        <GraphCard graph={slots.graph} />
        <RelatedCard
          groups={[
            {
              title: t('application'),
              none: t('noApplication'),
              objects:
                app === undefined
                  ? []
                  : [
                      {
                        kind: 'Application',
                        name: app,
                        href: paths.application({ namespace, name: app }, viewQuery),
                      },
                    ],
            },
            {
              title: t('services'),
              none: t('noServices'),
              objects: services.map((service) => ({
                kind: service.kind,
                name: service.name,
                ...(service.namespace === namespace ? {} : { namespace: service.namespace }),
                href: paths.service(service, viewQuery),
              })),
            },
            {
              title: t('namespace'),
              none: '',
              objects: [{ kind: 'Namespace', name: namespace, href: paths.namespace(namespace, viewQuery) }],
            },
          ]}
          config={detail.config}
        />
      </div>
    </div>
  )
}
