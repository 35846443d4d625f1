import { AlertsSlot } from '#components/alerts/alerts-slot.tsx'
import { MiniGraph } from '#components/graph/mini-graph.tsx'
import { LogsTab } from '#components/logs/logs-tab.tsx'
import { MetricsTab } from '#components/metrics/metrics-tab.tsx'
import { WorkloadPage } from '#components/objects/detail/workload-page.tsx'
import { TracesTab } from '#components/traces/traces-tab.tsx'

interface Props {
  readonly params: Promise<{ namespace: string; name: string }>
  readonly searchParams: Promise<{ kind?: string | string[] }>
}

export default async function Page({ params, searchParams }: Props) {
  const { namespace, name } = await params
  const { kind } = await searchParams
  const one = typeof kind === 'string' && kind !== '' ? kind : undefined
  return (
    <WorkloadPage
      key={`${namespace}/${name}/${one}`}
      namespace={namespace}
      name={name}
      kind={one}
      slots={{
        alerts: <AlertsSlot of={{ kind: 'workload', namespace, name }} />,
        graph: <MiniGraph around={{ kind: 'workload', namespace, name }} />,
        metrics: <MetricsTab kind="workload" namespace={namespace} name={name} />,
        logs: (
          <LogsTab subject={{ namespace, workload: name, ...(one === undefined ? {} : { kind: one }) }} />
        ),
        traces: <TracesTab subject={{ namespace, workload: name }} />,
      }}
    />
  )
}
