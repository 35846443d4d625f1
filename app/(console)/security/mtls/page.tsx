import { MtlsPage } from '#components/security/mtls/mtls-page.tsx'

export default function Page() {
  return <MtlsPage />
}
