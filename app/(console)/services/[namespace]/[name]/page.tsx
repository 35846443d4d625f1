import { AlertsSlot } from '#components/alerts/alerts-slot.tsx'
import { MiniGraph } from '#components/graph/mini-graph.tsx'
import { MetricsTab } from '#components/metrics/metrics-tab.tsx'
import { ServicePage } from '#components/objects/detail/service-page.tsx'
import { TracesTab } from '#components/traces/traces-tab.tsx'

interface Props {
  readonly params: Promise<{ namespace: string; name: string }>
  readonly searchParams: Promise<{ kind?: string | string[] }>
}

export default async function Page({ params, searchParams }: Props) {
  const { namespace, name } = await params
  const kind = (await searchParams).kind === 'ServiceEntry' ? 'ServiceEntry' : 'Service'
  // Telemetry knows a ServiceEntry by its hosts, which this address does not say.
  const slots =
    kind === 'Service'
      ? {
          alerts: <AlertsSlot of={{ kind: 'service', namespace, name }} />,
          graph: <MiniGraph around={{ kind: 'service', namespace, name }} />,
          metrics: <MetricsTab kind="service" namespace={namespace} name={name} />,
          traces: <TracesTab subject={{ namespace, service: name }} />,
        }
      : {}
  return (
    <ServicePage
      key={`${namespace}/${name}/${kind}`}
      namespace={namespace}
      name={name}
      kind={kind}
      slots={slots}
    />
  )
}
