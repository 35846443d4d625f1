import { GraphPage } from '#components/graph/graph-page.tsx'

export default function Page() {
  return <GraphPage />
}
