import { AlertsSlot } from '#components/alerts/alerts-slot.tsx'
import { LogsTab } from '#components/logs/logs-tab.tsx'
import { MetricsTab } from '#components/metrics/metrics-tab.tsx'
import { NamespacePage } from '#components/objects/detail/namespace-page.tsx'
import { TracesTab } from '#components/traces/traces-tab.tsx'

interface Props {
  readonly params: Promise<{ namespace: string }>
}

export default async function Page({ params }: Props) {
  const { namespace } = await params
  return (
    <NamespacePage
      key={namespace}
      name={namespace}
      slots={{
        alerts: <AlertsSlot of={{ namespace }} />,
        metrics: <MetricsTab kind="namespace" namespace={namespace} />,
        logs: <LogsTab subject={{ namespace }} />,
        traces: <TracesTab subject={{ namespace }} />,
      }}
    />
  )
}
