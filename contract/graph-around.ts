import * as z from 'zod/mini'
import { dnsLabelSchema } from '#contract/words.ts'

const aroundKinds = ['workload', 'app', 'service', 'operation'] as const

const nameSchema = z.string().check(z.minLength(1), z.maxLength(1_000))

/** The node that a graph is asked around. */
const nodeSchema = z.strictObject({
  kind: z.enum(aroundKinds),
  namespace: dnsLabelSchema,
  /** Of the workload, app, service, or what `request_operation` says. */
  name: nameSchema,
  /** Only this version of an app. */
  version: z.optional(nameSchema),
  /** Only this service's operation. */
  service: z.optional(nameSchema),
  /** Only in this cluster; absent means wherever it is. */
  cluster: z.optional(nameSchema),
})
export type GraphAround = z.output<typeof nodeSchema>

/**
 * A node as an object, or as the one text that URLs hold: `kind/namespace/name`, then a version of an app or the service of
 * an operation, and `@cluster` at the end; each part percent-encoded. See `formatAround`.
 */
export const graphAroundSchema = z.pipe(
  z.union([z.string().check(z.maxLength(4_000)), nodeSchema]),
  z.pipe(
    z.transform((given: string | GraphAround) => (typeof given === 'string' ? readText(given) : given)),
    nodeSchema,
  ),
)

/** The text of a node; `parseAround` reads it back. */
export function formatAround({ kind, namespace, name, version, service, cluster }: GraphAround): string {
  const last = kind === 'app' ? version : kind === 'operation' ? service : undefined
  const parts = [kind, namespace, name, ...(last === undefined ? [] : [last])]
  return parts.map(encodeURIComponent).join('/') + (cluster ? `@${encodeURIComponent(cluster)}` : '')
}

/** The node of a text; undefined for what is none. */
export function parseAround(text: string): GraphAround | undefined {
  const parsed = nodeSchema.safeParse(readText(text))
  return parsed.success ? parsed.data : undefined
}

/** A node of a graph, as far as it says what to ask around. */
interface Drawn {
  readonly kind: GraphAround['kind'] | 'unknown'
  readonly cluster: string
  readonly namespace: string
  readonly name: string
  readonly workload?: string | undefined
  readonly service?: string | undefined
}

/** What to ask a graph around for a node of another; undefined for what telemetry has no name for. */
export function chooseAround(node: Drawn): GraphAround | undefined {
  const { kind, cluster, namespace, name, workload, service } = node
  if (kind === 'unknown' || namespace === 'unknown') return undefined
  const place = { namespace, ...(cluster !== 'unknown' && { cluster }) }
  // In the versioned view an app's node is one of its workloads.
  if (kind === 'app' && workload) return { kind: 'workload', name: workload, ...place }
  if (kind === 'operation') return { kind, name, ...place, ...(service && { service }) }
  return { kind, name, ...place }
}

/** The parts of a text by the fields they mean, unchecked; what cannot be taken apart is handed on to be refused. */
function readText(text: string): unknown {
  const [path = '', cluster, ...more] = text.split('@')
  const [kind, namespace, name, last, ...rest] = path.split('/')
  if (more.length > 0 || rest.length > 0) return text
  const field = { app: 'version', operation: 'service' }[kind ?? ''] ?? 'more'
  try {
    return Object.fromEntries(
      Object.entries({ kind, namespace, name, [field]: last, cluster })
        .filter((entry): entry is [string, string] => entry[1] !== undefined)
        .map(([key, part]) => [key, decodeURIComponent(part)]),
    )
  } catch {
    return text
  }
}
