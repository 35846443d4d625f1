'use client'
import { useTranslations } from 'next-intl'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { paths } from '#components/mesh/paths.ts'
import { SyncMark } from '#components/mesh/sync-mark.tsx'
import { DetailFrame, type DetailSlots } from '#components/objects/detail/detail-frame.tsx'
import { GraphCard } from '#components/objects/detail/graph-card.tsx'
import { GraphLink } from '#components/objects/detail/graph-link.tsx'
import { DetailHeader, HeadFact } from '#components/objects/detail/header.tsx'
import { ServiceTable, WorkloadTable } from '#components/objects/detail/object-tables.tsx'
import { PoliciesTab } from '#components/objects/detail/policies-tab.tsx'
import { RelatedCard } from '#components/objects/detail/related-card.tsx'
import { buildTraffic } from '#components/objects/detail/traffic-rows.ts'
import { TrafficTab } from '#components/objects/detail/traffic-tab.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { applicationDetail } from '#contract/details.ts'
import { formatAround } from '#contract/graph-around.ts'
import words from '#messages/areas/detail.json'

type Detail = CallOutput<typeof applicationDetail>

interface ApplicationPageProps {
  readonly namespace: string
  readonly name: string
  readonly slots: DetailSlots
}

/** One application: the workloads that share its label, version by version, and the services before them. */
export function ApplicationPage(props: ApplicationPageProps) {
  return (
    <AreaWords words={words}>
      <ApplicationScreen {...props} />
    </AreaWords>
  )
}

function ApplicationScreen({ namespace, name, slots }: ApplicationPageProps) {
  const { view, ready } = useView()
  const input = { namespace, name, rangeSeconds: view.rangeSeconds }
  const live = useLiveCall(applicationDetail, input, { enabled: ready })
  return (
    <DetailFrame
      live={live}
      kind="Application"
      namespace={namespace}
      name={name}
      header={(detail) => <ApplicationHeader detail={detail} />}
      tabs={(detail) => ({
        overview: <ApplicationOverview detail={detail} slots={slots} />,
        traffic: (
          <TrafficTab
            ask={{
              namespaces: namespace,
              view: 'app',
              around: formatAround({ kind: 'app', namespace, name }),
            }}
            build={(graph) =>
              buildTraffic(
                graph,
                (node) => node.kind === 'app' && node.app === name && node.namespace === namespace,
              )
            }
          />
        ),
        metrics: slots.metrics,
        logs: slots.logs,
        traces: slots.traces,
        policies: <PoliciesTab config={detail.config} meshPoliciesSeen={detail.meshPoliciesSeen} />,
      })}
    />
  )
}

function ApplicationHeader({ detail: { item, rangeSeconds } }: { readonly detail: Detail }) {
  const t = useTranslations('detail.head')
  const { namespace, name, mode, workloads } = item
  const versions = [...new Set(workloads.flatMap(({ version }) => version ?? []))].sort()
  return (
    <DetailHeader
      item={item}
      rangeSeconds={rangeSeconds}
      actions={<GraphLink view="app" around={{ kind: 'app', namespace, name }} />}
    >
      <HeadFact name={t('mode')}>
        <span className="flex flex-wrap items-center gap-x-2">
          <ModeMark mode={mode} />
          <SyncMark of={name} sync={item.sync} />
        </span>
      </HeadFact>
      <HeadFact name={t('versions')}>{versions.join(', ')}</HeadFact>
    </DetailHeader>
  )
}

function ApplicationOverview({ detail, slots }: { readonly detail: Detail; readonly slots: DetailSlots }) {
  const t = useTranslations('detail')
  const { viewQuery } = useView()
  const { item, workloads, services } = detail
  const { namespace } = item
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-3">
        {slots.alerts}
        <Card title={t('app.workloads')}>
          <WorkloadTable label={t('app.workloads')} items={workloads} />
        </Card>
        <Card title={t('app.services')}>
          {services.length === 0 ? (
            <p className="px-4 py-3 text-muted">{t('related.noServices')}</p>
          ) : (
            <ServiceTable label={t('app.services')} items={services} />
          )}
        </Card>
      </div>
      <div className="min-w-0 space-y-3">
        <GraphCard graph={slots.graph} />
        <RelatedCard
          groups={[
            {
              title: t('related.namespace'),
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
