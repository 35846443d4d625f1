'use client'
import { useTranslations } from 'next-intl'
import { HealthCounts } from '#components/mesh/health-mark.tsx'
import { ModeMark } from '#components/mesh/mode-mark.tsx'
import { MtlsMark } from '#components/mesh/mtls-mark.tsx'
import { Why } from '#components/mesh/reason-list.tsx'
import { SyncMark } from '#components/mesh/sync-mark.tsx'
import { AnnotationsCard } from '#components/objects/detail/annotations-card.tsx'
import { DetailFrame, type DetailSlots } from '#components/objects/detail/detail-frame.tsx'
import { NamespaceGraphLink } from '#components/objects/detail/graph-link.tsx'
import { DetailHeader, HeadFact } from '#components/objects/detail/header.tsx'
import { WorkloadTable } from '#components/objects/detail/object-tables.tsx'
import { PoliciesTab } from '#components/objects/detail/policies-tab.tsx'
import { ConfigCounts } from '#components/objects/detail/related-card.tsx'
import { buildBorderTraffic } from '#components/objects/detail/traffic-rows.ts'
import { TrafficTab } from '#components/objects/detail/traffic-tab.tsx'
import { YamlCard } from '#components/objects/detail/yaml-card.tsx'
import { MeshLabelsButton } from '#components/objects/labels/mesh-labels-button.tsx'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { AreaWords } from '#components/shell/area-words.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { HealthyIcon } from '#components/ui/icons.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import { namespaceDetail } from '#contract/details.ts'
import words from '#messages/areas/detail.json'

type Detail = CallOutput<typeof namespaceDetail>

interface NamespacePageProps {
  readonly name: string
  readonly slots: DetailSlots
}

/** One namespace: what ails in it, what crosses its border, what is written in it. */
export function NamespacePage(props: NamespacePageProps) {
  return (
    <AreaWords words={words}>
      <NamespaceScreen {...props} />
    </AreaWords>
  )
}

function NamespaceScreen({ name, slots }: NamespacePageProps) {
  const { view, ready } = useView()
  const live = useLiveCall(namespaceDetail, { name, rangeSeconds: view.rangeSeconds }, { enabled: ready })
  return (
    <DetailFrame
      live={live}
      kind="Namespace"
      name={name}
      header={(detail) => <NamespaceHeader detail={detail} />}
      tabs={(detail) => ({
        overview: <NamespaceOverview detail={detail} slots={slots} />,
        traffic: (
          <TrafficTab
            ask={{ namespaces: name, view: 'workload' }}
            build={(graph) => buildBorderTraffic(graph, name)}
          />
        ),
        metrics: slots.metrics,
        logs: slots.logs,
        traces: slots.traces,
        policies: (
          <PoliciesTab
            config={detail.config}
            configTotal={detail.configTotal}
            meshPoliciesSeen={detail.meshPoliciesSeen}
            inNamespace
          />
        ),
        yaml: <YamlCard object={{ kind: 'Namespace', name }} />,
      })}
    />
  )
}

function NamespaceHeader({ detail: { item, rangeSeconds } }: { readonly detail: Detail }) {
  const t = useTranslations('detail.head')
  const word = useTranslations('mesh.mtls')
  const { name, mode, mtls, revision, role } = item
  return (
    <DetailHeader
      // Why stands beside each workload below, where it says of which.
      item={{ ...item, health: item.health && { ...item.health, reasons: [] } }}
      rangeSeconds={rangeSeconds}
      actions={
        <>
          <MeshLabelsButton items={[item]} />
          <NamespaceGraphLink namespace={name} />
        </>
      }
    >
      <HeadFact name={t('mode')}>
        <span className="flex flex-wrap items-center gap-x-2">
          <ModeMark mode={mode} />
          <SyncMark of={name} sync={item.sync} />
        </span>
      </HeadFact>
      <HeadFact name={t('mtls')}>
        <Why of={name} verdict={word(mtls.mode)} reasons={mtls.reasons}>
          <MtlsMark mode={mtls.mode} />
        </Why>
      </HeadFact>
      <HeadFact name={t('revision')}>{revision}</HeadFact>
      {role === 'workloads' ? null : <HeadFact name={t('role')}>{t(`roleOf.${role}`)}</HeadFact>}
    </DetailHeader>
  )
}

function NamespaceOverview({ detail, slots }: { readonly detail: Detail; readonly slots: DetailSlots }) {
  const t = useTranslations('detail.namespace')
  const { item, ailing, counts, applications } = detail
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <div className="min-w-0 space-y-3">
        {slots.alerts}
        <Card title={t('ailing')} aside={<HealthCounts counts={counts} />}>
          {ailing.length === 0 ? (
            <EmptyState
              icon={<HealthyIcon size={18} className="text-healthy" />}
              title={t(item.workloads === 0 ? 'empty' : 'well')}
            />
          ) : (
            <WorkloadTable label={t('ailing')} items={ailing} />
          )}
        </Card>
      </div>
      <div className="min-w-0 space-y-3">
        <Card title={t('contents')}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-4 py-3">
            {(
              [
                ['applications', applications],
                ['workloads', item.workloads],
                ['services', item.services],
              ] as const
            ).map(([key, count]) => (
              <div key={key} className="contents">
                <dt className="text-muted">{t(key)}</dt>
                <dd className="tabular">{count}</dd>
              </div>
            ))}
          </dl>
          <ConfigCounts config={detail.config} />
        </Card>
        <AnnotationsCard annotations={detail.annotations} />
      </div>
    </div>
  )
}
