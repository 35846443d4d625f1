import { ReportPage } from '#components/audit/report/report-page.tsx'

export default function Page() {
  return <ReportPage />
}
