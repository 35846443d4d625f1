import { ServicePage } from '#components/objects/detail/service-page.tsx'

interface Props {
  readonly params: Promise<{ namespace: string; name: string }>
  readonly searchParams: Promise<{ kind?: string | string[] }>
}

export default async function Page({ params, searchParams }: Props) {
  const { namespace, name } = await params
  const kind = (await searchParams).kind === 'ServiceEntry' ? 'ServiceEntry' : 'Service'
  return (
    <ServicePage
      key={`${namespace}/${name}/${kind}`}
      namespace={namespace}
      name={name}
      kind={kind}
      slots={{}}
    />
  )
}
