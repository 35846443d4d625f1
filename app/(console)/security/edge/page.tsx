import { EdgePage } from '#components/security/edge/edge-page.tsx'

export default function Page() {
  return <EdgePage />
}
