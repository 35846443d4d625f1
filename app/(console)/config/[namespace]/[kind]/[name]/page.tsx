import { ConfigEditor } from '#components/istio-config/editor/config-editor.tsx'
import { HistoryTab } from '#components/istio-config/history/history-tab.tsx'
import { noNamespace } from '#components/mesh/paths.ts'
import { ConfigObjectPage } from '#components/objects/detail/config-object-page.tsx'

interface Props {
  readonly params: Promise<{ namespace: string; kind: string; name: string }>
}

export default async function Page({ params }: Props) {
  const { kind, name, ...place } = await params
  const namespace = place.namespace === noNamespace ? '' : place.namespace
  const object = { kind, name, ...(namespace === '' ? {} : { namespace }) }
  return (
    <ConfigObjectPage
      key={`${namespace}/${kind}/${name}`}
      place={{ kind, namespace, name }}
      editor={<ConfigEditor object={object} />}
      history={<HistoryTab object={object} />}
    />
  )
}
