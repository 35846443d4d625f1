import { TrailPage } from '#components/audit/trail/trail-page.tsx'

export default function Page() {
  return <TrailPage />
}
