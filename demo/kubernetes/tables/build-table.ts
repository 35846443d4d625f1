import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import { builtInTables, type Column } from '#demo/kubernetes/tables/built-in-tables.ts'
import { formatAge, readPath } from '#demo/kubernetes/tables/cells.ts'
import type { PrinterColumn } from '#server/mesh/schemas/custom-kinds.ts'

interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  readonly priority: number
}

const nameColumn: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name, unique within a namespace.',
  priority: 0,
}

/** The columns of `kubectl get`: a CRD's own, a built-in kind's from its printer, else name and creation. */
export function tableColumns(resource: Resource): readonly ColumnDefinition[] {
  if (resource.custom) {
    return [nameColumn, ...customColumns(resource).map(defineCustom)]
  }
  const columns = builtInTables[resource.collection]
  if (!columns) return [nameColumn, { ...nameColumn, name: 'Created At', type: 'date', format: '' }]
  return hasNameFirst(resource) ? [nameColumn, ...columns.map(defineBuiltIn)] : columns.map(defineBuiltIn)
}

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

/** A CRD without columns shows the age (apiextensions tableconvertor). */
const customColumns = ({ columns }: Resource): readonly PrinterColumn[] =>
  columns.length > 0 ? columns : [age]

const defineCustom = ({ name, type, priority, jsonPath }: PrinterColumn): ColumnDefinition => ({
  name,
  type,
  format: '',
  description: `Custom resource definition column (in JSONPath format): ${jsonPath}`,
  priority: priority ?? 0,
})

const defineBuiltIn = ({ name, type, format, priority }: Column): ColumnDefinition => ({
  name,
  type: type ?? 'string',
  format: format ?? '',
  description: name,
  priority: priority ?? 0,
})

/** Events name themselves last. */
const hasNameFirst = ({ collection }: Resource) => collection !== '/events'

export function buildTableRow(resource: Resource, object: RowFacts, nowMs: number): unknown[] {
  if (resource.custom) {
    const cells = customColumns(resource).map(({ type, jsonPath }) => {
      const value = readPath(object.manifest, jsonPath)
      return type === 'date' ? formatAge(value, nowMs) : value
    })
    return [object.name, ...cells]
  }
  const columns = builtInTables[resource.collection]
  if (!columns) return [object.name, object.manifest.metadata['creationTimestamp']]
  const cells = columns.map(({ cell }) => cell(object.manifest, nowMs))
  return hasNameFirst(resource) ? [object.name, ...cells] : cells
}

/** What a row says of an object of which nothing is known: that of a bookmark. */
export function buildEmptyRow(resource: Resource, nowMs: number): unknown[] {
  const manifest = { apiVersion: '', kind: resource.kind, metadata: { name: '' } }
  return buildTableRow(resource, { name: '', manifest }, nowMs)
}

/** A pod that is over is marked as such, so that clients can grey it out (printers.go printPod). */
export function buildRowConditions(resource: Resource, { manifest }: RowFacts): object[] | undefined {
  if (resource.collection !== '/pods') return undefined
  const phase = Object(manifest['status']).phase
  const over: Readonly<Record<string, string>> = {
    Succeeded: 'The pod has completed successfully.',
    Failed: 'The pod failed.',
  }
  const message = over[phase]
  return message === undefined ? undefined : [{ type: 'Completed', status: 'True', reason: phase, message }]
}

/** As much of a stored object as a row is made of. */
type RowFacts = Pick<StoredObject, 'name' | 'manifest'>
