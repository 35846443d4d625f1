import { cutMetadata } from '#server/adapters/kubernetes/objects/cut-metadata.ts'

type Json = Readonly<Record<string, unknown>>

const containerLists: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers'])

/**
 * An object as it may be given to a stranger: without managedFields and the copy of itself that kubectl leaves, and without
 * the values of its containers' environment, which is where passwords stand that somebody did not put into a Secret.
 * Names and references of the environment stay. Secrets themselves are never read.
 */
export function cutForSharing(object: Json): Json {
  return cutEnvironment(cutMetadata(object))
}

function cutEnvironment(object: Json): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, cutField(key, value)]))
}

/** Pod specs lie at several depths: in a Pod, in a template, in a CronJob's template of a template. */
function cutField(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return containerLists.has(key) ? value.map(cutContainer) : value
  return isRecord(value) ? cutEnvironment(value) : value
}

function cutContainer(container: unknown): unknown {
  if (!isRecord(container) || !Array.isArray(container['env'])) return container
  const env = container['env'].map((variable: unknown) => {
    if (!isRecord(variable)) return variable
    const { value: _, ...kept } = variable
    return kept
  })
  return { ...container, env }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
