import { ConfigPage } from '#components/objects/list/config-page.tsx'

export default function Page() {
  return <ConfigPage />
}
