/** Of OpenAPI v3 what a person is helped with while writing an object. */
export interface CutSchema {
  type?: string
  description?: string
  enum?: unknown[]
  format?: string
  default?: unknown
  required?: string[]
  properties?: Record<string, CutSchema>
  items?: CutSchema
  additionalProperties?: CutSchema
  open?: boolean
}

const longestDescription = 700
/** Deeper than any CRD of Istio or the Gateway API; a schema that names itself would not end. */
const deepest = 24

/**
 * Cuts the schema of a custom kind (OpenAPI v3, as the API server publishes it) to what an editor shows: without status,
 * rules and bounds, which the preview judges, and with the fields of metadata that people write.
 */
export function cutSchema(schema: unknown, { namespaced }: { readonly namespaced: boolean }): CutSchema {
  const cut = cutPart(schema, 0)
  const { status: _, ...properties } = cut.properties ?? {}
  return {
    ...cut,
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...(cut.required ?? [])])],
    properties: {
      ...properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: buildMetadata(namespaced),
    },
  }
}

function buildMetadata(namespaced: boolean): CutSchema {
  const texts: CutSchema = { type: 'object', additionalProperties: { type: 'string' } }
  return {
    type: 'object',
    open: true,
    required: ['name'],
    properties: {
      name: { type: 'string' },
      ...(namespaced ? { namespace: { type: 'string' } } : {}),
      labels: texts,
      annotations: texts,
    },
  }
}

function cutPart(schema: unknown, depth: number): CutSchema {
  const given = asRecord(schema)
  const cut: CutSchema = {}
  const { type, description, format } = given
  if (typeof type === 'string') cut.type = type
  else if (given['x-kubernetes-int-or-string'] === true) cut.type = 'integer or string'
  if (typeof description === 'string' && description !== '') cut.description = shorten(description)
  if (typeof format === 'string') cut.format = format
  if (Array.isArray(given['enum'])) cut.enum = given['enum'].slice(0, 200)
  if (given['default'] !== undefined) cut.default = given['default']
  if (Array.isArray(given['required']))
    cut.required = given['required'].filter((each) => typeof each === 'string')
  if (depth >= deepest) return { ...cut, open: true }
  cutMembers(cut, given, depth)
  return cut
}

function cutMembers(cut: CutSchema, given: Readonly<Record<string, unknown>>, depth: number): void {
  if (given['properties'] !== undefined)
    cut.properties = Object.fromEntries(
      Object.entries(asRecord(given['properties'])).map(([name, each]) => [name, cutPart(each, depth + 1)]),
    )
  if (given['items'] !== undefined) cut.items = cutPart(given['items'], depth + 1)
  const others = given['additionalProperties']
  if (typeof others === 'object' && others !== null) cut.additionalProperties = cutPart(others, depth + 1)
  // An object without any named field says nothing of what is in it.
  const isBare = cut.type === 'object' && !cut.properties && !cut.additionalProperties
  if (given['x-kubernetes-preserve-unknown-fields'] === true || others === true || isBare) cut.open = true
}

function shorten(text: string): string {
  if (text.length <= longestDescription) return text
  const end = text.lastIndexOf(' ', longestDescription)
  return `${text.slice(0, end > 0 ? end : longestDescription)} …`
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return value as Readonly<Record<string, unknown>> // What is no list is an object of JSON, whose keys are text.
}
