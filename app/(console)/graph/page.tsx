import { headers } from 'next/headers'
import { GraphPage } from '#components/graph/graph-page.tsx'
import { buildInput, parseGraphState } from '#components/graph/url.ts'
import { parseSharedView } from '#components/shell/url.ts'
import { trafficGraphByBody } from '#contract/traffic-graph.ts'
import { beginCall } from '#server/http/begin-call.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

interface PageParams {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>
}

export default async function Page({ searchParams }: PageParams) {
  const query = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  )
  beginCall(trafficGraphByBody, readTrafficGraph, await headers(), async (context) => {
    const { namespaces, rangeSeconds } = parseSharedView(query)
    const { state } = parseGraphState(query)
    const compares = state.baseAt !== undefined || state.baseNamespaces.length > 0
    // What the browser remembers fills an address that is not whole; it alone knows.
    if (!namespaces || !rangeSeconds || compares || state.snapshot !== undefined) return undefined
    if (namespaces.length > 0) return buildInput(state, namespaces, rangeSeconds)
    const { items } = await readNamespaces({ health: false, rangeSeconds }, context)
    const names = items.filter(({ readable }) => readable).map(({ name }) => name)
    return buildInput(state, names.sort(), rangeSeconds)
  })
  return <GraphPage />
}
