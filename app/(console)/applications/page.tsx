import { ApplicationsPage } from '#components/objects/list/applications-page.tsx'

export default function Page() {
  return <ApplicationsPage />
}
