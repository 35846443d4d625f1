import { TracesPage } from '#components/traces/traces-page.tsx'

export default function Page() {
  return <TracesPage />
}
