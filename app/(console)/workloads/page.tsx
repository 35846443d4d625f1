import { WorkloadsPage } from '#components/objects/list/workloads-page.tsx'

export default function Page() {
  return <WorkloadsPage />
}
