import { AlertsSlot } from '#components/alerts/alerts-slot.tsx'
import { OverviewPage } from '#components/overview/overview-page.tsx'

export default function Page() {
  return <OverviewPage alerts={<AlertsSlot />} />
}
