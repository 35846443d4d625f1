import { NamespacePage } from '#components/objects/detail/namespace-page.tsx'

interface Props {
  readonly params: Promise<{ namespace: string }>
}

export default async function Page({ params }: Props) {
  const { namespace } = await params
  return <NamespacePage key={namespace} name={namespace} slots={{}} />
}
