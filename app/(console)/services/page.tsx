import { ServicesPage } from '#components/objects/list/services-page.tsx'

export default function Page() {
  return <ServicesPage />
}
