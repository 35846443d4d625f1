import { formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import { buildTableRow, tableColumns } from '#demo/kubernetes/tables/build-table.ts'

/** In which form a client takes objects: whole, their metadata alone, or a table for people. */
export type Form = 'object' | 'partial' | 'table'

/** How objects of one kind are written in one form. All functions give JSON text. */
export interface Shape {
  /** One object, as `get` answers it and as watch events carry it. */
  one(object: StoredObject): string
  list(objects: readonly StoredObject[], metadata: ListMeta): string
  /** The object of a BOOKMARK event. */
  bookmark(resourceVersion: number, initialEventsEnd: boolean): string
}

export interface ListMeta {
  readonly resourceVersion: string
  readonly continue?: string
  readonly remainingItemCount?: number
}

export function createShape(
  resource: Resource,
  form: Form,
  options: { now: number; includeObject: 'None' | 'Metadata' | 'Object' },
): Shape {
  if (form === 'table') return createTableShape(resource, options)
  const partial = form === 'partial'
  const apiVersion = partial ? 'meta.k8s.io/v1' : formatGroupVersion(resource)
  const kind = partial ? 'PartialObjectMetadata' : resource.kind
  // Custom resources are written with sorted keys, built-in kinds as Go's structs are.
  const type =
    resource.custom && !partial
      ? `"apiVersion":"${apiVersion}","kind":"${kind}",`
      : `"kind":"${kind}","apiVersion":"${apiVersion}",`
  const body = (object: StoredObject) =>
    partial ? `"metadata":${JSON.stringify(object.manifest.metadata)}}` : object.fields
  const one = (object: StoredObject) => `{${type}${body(object)}`
  // Items of built-in lists do not repeat their kind; those of CRDs do.
  const item = resource.custom || partial ? one : (object: StoredObject) => `{${object.fields}`
  return {
    one,
    list: (objects, metadata) => {
      const items = `[${objects.map(item).join(',')}]`
      // CRD lists always tell `continue`, even when it is empty (unstructured lists).
      const meta = JSON.stringify(resource.custom && !partial ? { continue: '', ...metadata } : metadata)
      return resource.custom && !partial
        ? `{"apiVersion":"${apiVersion}","items":${items},"kind":"${kind}List","metadata":${meta}}`
        : `{"kind":"${kind}List","apiVersion":"${apiVersion}","metadata":${meta},"items":${items}}`
    },
    bookmark: (resourceVersion, initialEventsEnd) => {
      const metadata = {
        ...(initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
        resourceVersion: String(resourceVersion),
      }
      return `{${type}"metadata":${JSON.stringify(metadata)}}`
    },
  }
}

function createTableShape(
  resource: Resource,
  { now, includeObject }: { now: number; includeObject: 'None' | 'Metadata' | 'Object' },
): Shape {
  const partial = createShape(resource, 'partial', { now, includeObject })
  const whole = createShape(resource, 'object', { now, includeObject })
  const columns = tableColumns(resource)
  const row = (object: StoredObject) => {
    const shown =
      includeObject === 'None' ? 'null' : includeObject === 'Object' ? whole.one(object) : partial.one(object)
    return `{"cells":${JSON.stringify(buildTableRow(resource, object, now))},"object":${shown}}`
  }
  const table = (metadata: object, rows: string, withColumns = true) =>
    `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(metadata)},"columnDefinitions":${
      withColumns ? JSON.stringify(columns) : 'null'
    },"rows":[${rows}]}`
  return {
    one: (object) => table({ resourceVersion: String(object.resourceVersion) }, row(object)),
    list: (objects, metadata) => table(metadata, objects.map(row).join(',')),
    bookmark: (resourceVersion, initialEventsEnd) =>
      table(
        { resourceVersion: String(resourceVersion) },
        `{"cells":null,"object":${partial.bookmark(resourceVersion, initialEventsEnd)}}`,
        false,
      ),
  }
}
