import { NamespacesPage } from '#components/objects/list/namespaces-page.tsx'

export default function Page() {
  return <NamespacesPage />
}
