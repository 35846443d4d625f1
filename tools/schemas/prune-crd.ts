/** What one CustomResourceDefinition says, without prose: how to name the kind, print it and check it. */
export interface CustomKindFacts {
  readonly group: string
  readonly kind: string
  readonly listKind: string
  readonly plural: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly scope: 'Namespaced' | 'Cluster'
  readonly versions: readonly {
    readonly name: string
    readonly served: boolean
    readonly storage: boolean
    readonly deprecationWarning?: string
    readonly subresources: readonly string[]
    readonly printerColumns: readonly unknown[]
  }[]
}

export interface CustomResourceDefinition {
  readonly kind: 'CustomResourceDefinition'
  readonly spec: {
    readonly group: string
    readonly scope: 'Namespaced' | 'Cluster'
    readonly names: {
      readonly kind: string
      readonly listKind: string
      readonly plural: string
      readonly singular: string
      readonly shortNames?: readonly string[]
      readonly categories?: readonly string[]
    }
    readonly versions: readonly {
      readonly name: string
      readonly served: boolean
      readonly storage: boolean
      readonly deprecated?: boolean
      readonly deprecationWarning?: string
      readonly subresources?: Readonly<Record<string, unknown>>
      readonly additionalPrinterColumns?: readonly Readonly<Record<string, unknown>>[]
      readonly schema: { readonly openAPIV3Schema: unknown }
    }[]
  }
}

/** A schema, or the name of the earlier version whose schema is the same. */
export type SchemaByVersion = Record<string, unknown>

const maps = new Set(['properties', 'patternProperties', 'definitions'])
const literals = new Set(['default', 'enum', 'example'])

/**
 * Drops the descriptions of an OpenAPI v3 structural schema and keeps all that decides whether an object is valid
 * (types, bounds, enums, formats, `required`, `x-kubernetes-*`, CEL rules with their messages). A property that is
 * itself called `description` stays, and so does every literal value.
 */
export function pruneSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(pruneSchema)
  if (!isRecord(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'description')
      .map(([key, value]) => [
        key,
        literals.has(key) ? value : maps.has(key) ? pruneMap(value) : pruneSchema(value),
      ]),
  )
}

function pruneMap(map: unknown): unknown {
  if (!isRecord(map)) return map
  return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, pruneSchema(schema)]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The facts of a CRD (apiextensions.k8s.io/v1), its printer columns without their descriptions. */
export function buildKindFacts({ spec }: CustomResourceDefinition): CustomKindFacts {
  const { names } = spec
  return {
    group: spec.group,
    kind: names.kind,
    listKind: names.listKind,
    plural: names.plural,
    singular: names.singular,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    scope: spec.scope,
    versions: spec.versions.map((version) => ({
      name: version.name,
      served: version.served,
      storage: version.storage,
      ...(version.deprecated && {
        // The API server's own wording where the CRD gives none (apiextensions-apiserver, customresource_handler.go).
        deprecationWarning:
          version.deprecationWarning ?? `${spec.group}/${version.name} ${names.kind} is deprecated`,
      }),
      subresources: Object.keys(version.subresources ?? {}),
      printerColumns: (version.additionalPrinterColumns ?? []).map(({ description, ...column }) => column),
    })),
  }
}

/** The schemas of a CRD by version; one that equals an earlier version's is written as that version's name. */
export function buildSchemas({ spec }: CustomResourceDefinition): SchemaByVersion {
  const seen = new Map<string, string>()
  const schemas: SchemaByVersion = {}
  for (const version of spec.versions) {
    const schema = pruneSchema(version.schema.openAPIV3Schema)
    const text = JSON.stringify(schema)
    const twin = seen.get(text)
    if (twin === undefined) seen.set(text, version.name)
    schemas[version.name] = twin ?? schema
  }
  return schemas
}
