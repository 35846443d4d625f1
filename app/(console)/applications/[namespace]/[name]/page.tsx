import { AlertsSlot } from '#components/alerts/alerts-slot.tsx'
import { MiniGraph } from '#components/graph/mini-graph.tsx'
import { LogsTab } from '#components/logs/logs-tab.tsx'
import { MetricsTab } from '#components/metrics/metrics-tab.tsx'
import { ApplicationPage } from '#components/objects/detail/application-page.tsx'
import { TracesTab } from '#components/traces/traces-tab.tsx'

interface Props {
  readonly params: Promise<{ namespace: string; name: string }>
}

export default async function Page({ params }: Props) {
  const { namespace, name } = await params
  return (
    <ApplicationPage
      key={`${namespace}/${name}`}
      namespace={namespace}
      name={name}
      slots={{
        alerts: <AlertsSlot of={{ kind: 'application', namespace, name }} />,
        graph: <MiniGraph around={{ kind: 'app', namespace, name }} />,
        metrics: <MetricsTab kind="application" namespace={namespace} name={name} />,
        logs: <LogsTab subject={{ namespace, app: name }} />,
        traces: <TracesTab subject={{ namespace, app: name }} />,
      }}
    />
  )
}
