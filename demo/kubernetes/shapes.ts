import { formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import {
  buildEmptyRow,
  buildRowConditions,
  buildTableRow,
  tableColumns,
} from '#demo/kubernetes/tables/build-table.ts'

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

export interface ShapeOptions {
  readonly now: number
  readonly includeObject: 'None' | 'Metadata' | 'Object'
  /** The version of meta.k8s.io in which tables and metadata are told. Default v1. */
  readonly metaVersion?: 'v1' | 'v1beta1'
}

export function createShape(resource: Resource, form: Form, options: ShapeOptions): Shape {
  if (form === 'table') return createTableShape(resource, options)
  const partial = form === 'partial'
  const apiVersion = partial ? `meta.k8s.io/${options.metaVersion ?? 'v1'}` : formatGroupVersion(resource)
  const kind = partial ? 'PartialObjectMetadata' : resource.kind
  // Custom resources are written with sorted keys, built-in kinds as Go's structs are.
  const type =
    resource.custom && !partial
      ? `"apiVersion":"${apiVersion}","kind":"${kind}",`
      : `"kind":"${kind}","apiVersion":"${apiVersion}",`
  const body = (object: StoredObject) =>
    partial ? `"metadata":${JSON.stringify(readMetadata(resource, object))}}` : object.fields
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

/** A DaemonSet's old counter is written into its annotations only where the whole object is (apps/v1 conversion.go). */
function readMetadata(resource: Resource, { manifest }: StoredObject): object {
  const { metadata } = manifest
  const name = 'deprecated.daemonset.template.generation'
  const annotations: Readonly<Record<string, unknown>> = Object(metadata['annotations'])
  if (resource.collection !== 'apps/daemonsets' || !(name in annotations)) return metadata
  const { [name]: _counter, ...others } = annotations
  const { annotations: _all, ...rest } = metadata
  return Object.keys(others).length > 0 ? { ...rest, annotations: others } : rest
}

function createTableShape(resource: Resource, options: ShapeOptions): Shape {
  const { now, includeObject, metaVersion = 'v1' } = options
  const partial = createShape(resource, 'partial', options)
  const whole = createShape(resource, 'object', options)
  const columns = tableColumns(resource)
  const row = (object: StoredObject) => {
    const shown =
      includeObject === 'None' ? 'null' : includeObject === 'Object' ? whole.one(object) : partial.one(object)
    const conditions = buildRowConditions(resource, object)
    const told = conditions ? `"conditions":${JSON.stringify(conditions)},` : ''
    return `{"cells":${JSON.stringify(buildTableRow(resource, object, now))},${told}"object":${shown}}`
  }
  // A watch tells the columns once, with its first event.
  let isTold = false
  const event = (rows: string, metadata: object) => {
    const text = table(metadata, rows, !isTold)
    isTold = true
    return text
  }
  const table = (metadata: object, rows: string, withColumns = true) =>
    `{"kind":"Table","apiVersion":"meta.k8s.io/${metaVersion}","metadata":${JSON.stringify(metadata)},"columnDefinitions":${
      withColumns ? JSON.stringify(columns) : 'null'
    },"rows":[${rows}]}`
  return {
    one: (object) => event(row(object), { resourceVersion: String(object.resourceVersion) }),
    list: (objects, metadata) => table(metadata, objects.map(row).join(',')),
    bookmark: (resourceVersion, initialEventsEnd) =>
      event(
        `{"cells":${JSON.stringify(buildEmptyRow(resource, now))},"object":${partial.bookmark(resourceVersion, initialEventsEnd)}}`,
        { resourceVersion: String(resourceVersion) },
      ),
  }
}
