import { HistoryPage } from '#components/istio-config/history/history-page.tsx'

export default function Page() {
  return <HistoryPage />
}
