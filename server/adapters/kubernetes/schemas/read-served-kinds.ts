import * as z from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { ServedKindFacts, ServedKindsAnswer } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 10_000
/** A cluster's CRDs change with an upgrade; whoever edits then waits this long at most. */
const indexKeptMs = 30_000

const indexSchema = z.object({
  paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })),
})
const kindSchema = z.object({ group: z.string(), version: z.string(), kind: z.string() })
const documentSchema = z.object({
  paths: z.record(z.string(), z.looseObject({ post: z.looseObject({}).optional() })).default({}),
  components: z
    .object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).default({}) })
    .default({ schemas: {} }),
})

export interface ServedKindReader {
  read(groupVersions: readonly string[], signal: AbortSignal): Promise<ServedKindsAnswer>
}

/**
 * Reads the cluster's own OpenAPI v3 (kubernetes.io "OpenAPI V3"), of each group and version when it is first asked for. The
 * index names each document with the hash of its content, so that one is read again only when it has changed.
 */
export function createServedKindReader(connect: () => Connection): ServedKindReader {
  let index: { atMs: number; hrefs: Readonly<Record<string, string>> } | undefined
  let kinds: ReadonlyMap<string, ServedKindFacts> = new Map()
  const read = new Map<string, string>()
  return {
    read: async (groupVersions, signal) => {
      const connection = connect()
      if (!index || Date.now() - index.atMs > indexKeptMs)
        index = { atMs: Date.now(), hrefs: await readIndex(connection, signal) }
      const { hrefs } = index
      const wanted = groupVersions.flatMap((groupVersion) => {
        const href = hrefs[pathOf(groupVersion)]
        return href !== undefined && read.get(groupVersion) !== href ? [{ groupVersion, href }] : []
      })
      if (wanted.length > 0) {
        const documents = await Promise.all(
          wanted.map(async ({ groupVersion, href }) => ({
            groupVersion,
            href,
            kinds: await readDocument(connection, href, signal),
          })),
        )
        // A new map is how others know that something is new.
        const next = new Map(kinds)
        for (const { groupVersion, href, kinds: own } of documents) {
          for (const key of next.keys()) if (key.startsWith(`${groupVersion}/`)) next.delete(key)
          for (const [key, facts] of own) next.set(key, facts)
          read.set(groupVersion, href)
        }
        kinds = next
      }
      const missing = groupVersions.filter((groupVersion) => hrefs[pathOf(groupVersion)] === undefined)
      return { kinds, missing }
    },
  }
}

const pathOf = (groupVersion: string) =>
  groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`

async function readIndex(connection: Connection, signal: AbortSignal) {
  const path = '/openapi/v3'
  const answer = indexSchema.safeParse(await connection.ask({ path, signal, deadlineMs }))
  if (!answer.success) throw garbled(connection, path, answer.error.message)
  return Object.fromEntries(
    Object.entries(answer.data.paths).map(([name, { serverRelativeURL }]) => [name, serverRelativeURL]),
  )
}

async function readDocument(connection: Connection, href: string, signal: AbortSignal) {
  const path = `/${href.replace(/^\/+/, '')}`
  const answer = documentSchema.safeParse(await connection.ask({ path, signal, deadlineMs }))
  if (!answer.success) throw garbled(connection, path, answer.error.message)
  const { paths, components } = answer.data
  const schemas = Object.entries(components.schemas)
  const kinds = new Map<string, ServedKindFacts>()
  for (const [at, { post }] of Object.entries(paths)) {
    // Creating is asked of the collection: its path ends with the plural, and says whether there is a namespace in it.
    const parsed = kindSchema.safeParse(post?.['x-kubernetes-group-version-kind'])
    const plural = /\/([a-z0-9.-]+)\/?$/.exec(at)?.[1]
    if (!parsed.success || plural === undefined) continue
    const { group, version, kind } = parsed.data
    const schema = schemas.find(([, each]) => namesKind(each, parsed.data))?.[1]
    if (!schema) continue
    kinds.set(`${group ? `${group}/` : ''}${version}/${kind}`, {
      plural,
      namespaced: at.includes('{namespace}'),
      schema: dropWords(schema),
      described: schema,
    })
  }
  return kinds
}

function namesKind(schema: Readonly<Record<string, unknown>>, wanted: z.output<typeof kindSchema>): boolean {
  const named = z.array(kindSchema).safeParse(schema['x-kubernetes-group-version-kind'])
  return (
    named.success &&
    named.data.some(
      ({ group, version, kind }) =>
        group === wanted.group && version === wanted.version && kind === wanted.kind,
    )
  )
}

/** Without descriptions, which are most of a schema; a field of that name is an object and stays. */
function dropWords(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  )
  return JSON.parse(text)
}

function garbled({ address, identity }: Connection, target: string, cause: string) {
  return describeGarbled({ address, target, identity }, cause)
}
