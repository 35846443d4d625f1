import { resources } from '#demo/kubernetes/catalogue.ts'
import type { Answer } from '#e2e/real/fidelity/answer.ts'
import type { KubernetesRow } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

interface Normalisation {
  readonly name: string
  readonly reason: string
  readonly applies: (row: KubernetesRow) => boolean
  readonly apply: (body: unknown) => unknown
}

type Fields = Readonly<Record<string, unknown>>

/** Every record inside a value, changed from the inside out. */
function mapRecords(value: unknown, change: (record: Fields) => Fields): unknown {
  if (Array.isArray(value)) return value.map((item) => mapRecords(item, change))
  if (typeof value !== 'object' || value === null) return value
  return change(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapRecords(inner, change)])),
  )
}

const mapStrings = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value)
  return mapRecords(value, (record) =>
    Object.fromEntries(
      Object.entries(record).map(([key, inner]) => [
        key,
        typeof inner === 'string'
          ? change(inner)
          : Array.isArray(inner)
            ? inner.map((item) => (typeof item === 'string' ? change(item) : item))
            : inner,
      ]),
    ),
  )
}

const always = () => true
const isAbout = (part: string) => (row: KubernetesRow) => row.path.includes(part)

/** All that is evened out before two answers are compared; nothing else may differ. */
export const normalisations: readonly Normalisation[] = [
  {
    name: 'versions',
    reason: 'each server counts its own changes',
    applies: always,
    apply: (body) =>
      mapRecords(body, (record) => ({
        ...record,
        ...(typeof record['resourceVersion'] === 'string' && /^\d+$/.test(record['resourceVersion'])
          ? { resourceVersion: '<version>' }
          : {}),
        ...(typeof record['continue'] === 'string' && record['continue'] !== ''
          ? { continue: readToken(record['continue']) }
          : {}),
      })),
  },
  {
    name: 'versions inside messages',
    reason: 'the same, where a sentence tells them',
    applies: always,
    apply: (body) =>
      mapStrings(body, (text) =>
        text
          .replace(
            /(resource version: )\d+( \(\d+\))?/g,
            (_, words, second) => `${words}<version>${second ? ' (<version>)' : ''}`,
          )
          .replace(/(current: )\d+/g, '$1<version>'),
      ),
  },
  {
    name: 'ages in tables',
    reason: 'the two answers are given at two moments',
    applies: (row) => row.headers?.['accept']?.includes('as=Table') ?? false,
    apply: (body) =>
      mapRecords(body, (record) =>
        Array.isArray(record['cells'])
          ? {
              ...record,
              cells: record['cells'].map((cell) =>
                typeof cell === 'string'
                  ? cell.replace(/^(\d+[smhdy]){1,2}$|(?<=\()(\d+[smhdy]){1,2}(?= ago\))/, '<age>')
                  : cell,
              ),
            }
          : record,
      ),
  },
  {
    name: 'descriptions of columns and of fields',
    reason: 'their words are Kubernetes’ and the CRDs’ own, and no client reads them',
    applies: always,
    apply: (body) =>
      mapRecords(body, (record) => {
        if (typeof record['description'] !== 'string') return record
        const { description: _description, ...rest } = record
        return rest
      }),
  },
  {
    name: 'identities of what the table changes',
    reason: 'both servers make the objects themselves: uid, time and the book of who set which field',
    applies: always,
    apply: (body) =>
      mapRecords(body, (record) => {
        if (record['namespace'] !== 'changing' || !('name' in record)) return record
        const { managedFields: _fields, ...rest } = record
        return {
          ...rest,
          ...('uid' in rest ? { uid: '<uid>' } : {}),
          ...('creationTimestamp' in rest ? { creationTimestamp: '<time>' } : {}),
        }
      }),
  },
  {
    name: 'bookmarks one after the other',
    reason: 'how many come is a matter of the clock: a server sends them every minute and before the end',
    applies: (row) => row.isWatch === true,
    apply: (body) =>
      Array.isArray(body)
        ? body.filter((event, at) => !(isBookmark(event) && at > 0 && isBookmark(body[at - 1])))
        : body,
  },
  {
    name: 'the bookmark before the end',
    reason:
      "the watch cache's timer may miss the two seconds in which it is due (seen once in ten runs of 1.34.4)",
    applies: (row) => row.isWatch === true,
    apply: (body) => (Array.isArray(body) && isPlainBookmark(body.at(-1)) ? body.slice(0, -1) : body),
  },
  {
    name: 'times of reviews',
    reason: 'a review is made when it is asked for',
    applies: (row) => row.method === 'POST',
    apply: (body) =>
      mapRecords(body, (record) => ({
        ...record,
        ...('time' in record ? { time: '<time>' } : {}),
        ...('creationTimestamp' in record ? { creationTimestamp: '<time>' } : {}),
      })),
  },
  {
    name: 'which of two bindings allowed it',
    reason:
      'system:discovery and system:public-info-viewer both do, and Go leaves to chance which is asked first',
    applies: (row) => row.body?.includes('"/version"') ?? false,
    apply: (body) =>
      mapStrings(body, (text) => text.replace(/system:(discovery|public-info-viewer)/g, '<either>')),
  },
  {
    name: 'order of the kinds of CRDs',
    reason: 'discovery walks the CRDs in the order of a cache, which Go leaves to chance',
    applies: (row) => /^\/apis\/\S+\.(istio|k8s)\.io\/v/.test(row.path) || row.path === '/apis',
    apply: (body) =>
      mapRecords(body, (record) =>
        Array.isArray(record['resources'])
          ? { ...record, resources: sortByText(record['resources']) }
          : record,
      ),
  },
  {
    name: 'order of rules',
    reason: 'RBAC walks the bindings in the order of a cache, which Go leaves to chance',
    applies: isAbout('selfsubjectrulesreviews'),
    apply: (body) =>
      mapRecords(body, (record) => ({
        ...record,
        ...(Array.isArray(record['resourceRules'])
          ? { resourceRules: sortByText(record['resourceRules']) }
          : {}),
        ...(Array.isArray(record['nonResourceRules'])
          ? { nonResourceRules: sortByText(record['nonResourceRules']) }
          : {}),
      })),
  },
  {
    name: 'the build and the address of the server',
    reason: 'they are two programs at two addresses',
    applies: (row) => /^\/(version|api)\/?$/.test(row.path),
    apply: (body) =>
      mapRecords(body, (record) => {
        const facts = [
          'gitVersion',
          'gitCommit',
          'gitTreeState',
          'buildDate',
          'goVersion',
          'platform',
          'serverAddress',
        ]
        return Object.fromEntries(
          Object.entries(record).map(([key, value]) => [key, facts.includes(key) ? typeof value : value]),
        )
      }),
  },
  {
    name: 'the paths of the OpenAPI index alone',
    reason: 'the hashes are of documents that differ in their descriptions',
    applies: (row) => row.part === 'keys',
    apply: (body) => Object.keys(JSON.parse(String(body)).paths ?? {}).sort(),
  },
  {
    name: 'the schemas of the kinds alone',
    reason: 'the demo’s document tells the operations that consoles look for, and metadata in short',
    applies: (row) => row.part === 'schemas',
    apply: (body) => listKindSchemas(body),
  },
  {
    name: 'the definitions of the kinds that the demo serves',
    reason: 'the demo serves fewer groups, and keeps no lists of the values of Kubernetes’ own kinds',
    applies: (row) => row.part === 'definitions',
    apply: (body) => listKindDefinitions(body),
  },
  {
    name: 'status and type alone',
    reason: 'the same document, which another row compares, in bytes',
    applies: (row) => row.part === 'envelope',
    apply: () => undefined,
  },
]

/** A continue token without the version in it. */
function readToken(token: string): unknown {
  const { rv, ...rest } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  return { ...rest, rv: rv === -1 ? -1 : '<version>' }
}

const isBookmark = (event: unknown) => Object(event).type === 'BOOKMARK'

/** One that does not say that all that was there at first has been told. */
function isPlainBookmark(event: unknown): boolean {
  const annotations = Object(Object(event).object).metadata?.annotations ?? {}
  return isBookmark(event) && !('k8s.io/initial-events-end' in annotations)
}

const sortByText = (items: readonly unknown[]) =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** `spec` and `status` of each kind, as the server tells them. */
function listKindSchemas(body: unknown): unknown {
  const schemas: Record<string, { properties?: Fields; 'x-kubernetes-group-version-kind'?: unknown }> =
    Object(body).components?.schemas ?? {}
  const kinds = Object.entries(schemas).filter(
    ([name]) => /\.istio\.|\.gateway\.v/.test(name) && !name.endsWith('List'),
  )
  return Object.fromEntries(
    kinds.map(([name, schema]) => [
      name,
      {
        kind: schema['x-kubernetes-group-version-kind'],
        spec: schema.properties?.['spec'],
        status: schema.properties?.['status'],
      },
    ]),
  )
}

const servedKinds = new Set(resources.map(({ group, version, kind }) => `${group}/${version}/${kind}`))

/** The definitions of OpenAPI v2 that are of a kind which the demo serves. */
function listKindDefinitions(body: unknown): unknown {
  const definitions: Fields = Object(body).definitions ?? {}
  const isServed = (definition: unknown) => {
    const [identity, ...others] = Object(definition)['x-kubernetes-group-version-kind'] ?? []
    const { group, version, kind } = Object(identity)
    return others.length === 0 && servedKinds.has(`${group}/${version}/${kind}`)
  }
  return Object.fromEntries(
    Object.entries(definitions)
      .filter(([, definition]) => isServed(definition))
      .map(([name, definition]) => [
        name,
        name.startsWith('io.k8s.api.') ? withoutEnums(definition) : definition,
      ]),
  )
}

const withoutEnums = (definition: unknown) =>
  mapRecords(definition, ({ enum: values, ...rest }) =>
    Array.isArray(values) ? rest : { ...rest, ...(values !== undefined && { enum: values }) },
  )

/** An answer with everything evened out that a row needs. */
export function normalise(row: KubernetesRow, answer: Answer): Answer {
  const body = normalisations
    .filter(({ applies }) => applies(row))
    .reduce((value, { apply }) => apply(value), answer.body)
  return { ...answer, body }
}
