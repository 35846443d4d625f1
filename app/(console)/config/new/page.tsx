import { NewObject } from '#components/istio-config/editor/new-object.tsx'

export default function Page() {
  return <NewObject />
}
