import { TracePage } from '#components/traces/trace-page.tsx'

export default async function Page({ params }: { readonly params: Promise<{ traceId: string }> }) {
  const { traceId } = await params
  return <TracePage traceId={decodeURIComponent(traceId)} />
}
