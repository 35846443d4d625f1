import { ChangePage } from '#components/istio-config/history/change-page.tsx'

interface Props {
  readonly params: Promise<{ id: string }>
}

export default async function Page({ params }: Props) {
  const { id } = await params
  return <ChangePage key={id} id={id} />
}
