import { CertificatesPage } from '#components/security/certificates/certificates-page.tsx'

export default function Page() {
  return <CertificatesPage />
}
