import * as z from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { DashboardText } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 15_000
const mostMaps = 20
const mostTexts = 20
const mostCharacters = 65_536
/** What makes a ConfigMap one of dashboards. */
const selector = 'vardia.io/dashboard=true'

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      data: z.record(z.string(), z.string()).nullish(),
    }),
  ),
})

/** The texts of a namespace's dashboards, by name of ConfigMap and key, each parsed as far as it is YAML. */
export async function listDashboards(
  connection: Connection,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly DashboardText[]> {
  const query = new URLSearchParams({ labelSelector: selector, limit: String(mostMaps) })
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps?${query}`
  const list = listSchema.safeParse(await connection.ask({ path, signal, deadlineMs }))
  if (!list.success) {
    const { address, identity } = connection
    throw describeGarbled({ address, target: '/api/v1/configmaps', identity }, list.error.message)
  }
  const texts = list.data.items
    .flatMap(({ metadata, data }) =>
      Object.entries(data ?? {}).map(([key, text]) => ({ source: `${metadata.name}/${key}`, text })),
    )
    .filter(({ source }) => /\.ya?ml$/.test(source))
    .sort((a, b) => (a.source < b.source ? -1 : 1))
  return Promise.all(texts.slice(0, mostTexts).map(parseText))
}

async function parseText({
  source,
  text,
}: {
  readonly source: string
  readonly text: string
}): Promise<DashboardText> {
  const { isMap, isNode, isScalar, LineCounter, parseDocument } = await import('yaml')
  const nowhere = () => undefined
  if (text.length > mostCharacters)
    return { source, document: undefined, fault: { message: 'too long' }, lineOf: nowhere }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' })
  const [error] = document.errors
  if (error) {
    const line = error.linePos?.[0].line
    const message = error.message.split('\n')[0] ?? error.message
    return {
      source,
      document: undefined,
      fault: { message, ...(line && { line }) },
      lineOf: nowhere,
    }
  }
  const lineOf = (path: readonly (string | number)[]): number | undefined => {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const holder: unknown = depth < 2 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
      const pair = isMap(holder)
        ? holder.items.find(({ key }) => isScalar(key) && key.value === path[depth - 1])
        : undefined
      // Of a field the line of its name; of an element of a list its own.
      const node: unknown =
        depth === 0 ? document.contents : (pair?.key ?? document.getIn(path.slice(0, depth), true))
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  try {
    return { source, document: document.toJS({ maxAliasCount: 20 }), lineOf }
  } catch (cause) {
    return { source, document: undefined, fault: { message: String(cause) }, lineOf: nowhere }
  }
}
