import { AccessPage } from '#components/security/access/access-page.tsx'

export default function Page() {
  return <AccessPage />
}
