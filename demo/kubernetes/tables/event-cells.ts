import type { Column } from '#demo/kubernetes/tables/built-in-tables.ts'
import { formatAge, readPath } from '#demo/kubernetes/tables/cells.ts'
import type { Manifest } from '#demo/world/types.ts'

const text = (path: string) => (object: Manifest) => readPath(object, path) ?? ''

/** Who said it: the component and where it runs (printers.go formatEventSourceComponentInstance). */
function describeSource(object: Manifest): string {
  const component = readPath(object, '.source.component') ?? readPath(object, '.reportingComponent') ?? ''
  const place = readPath(object, '.source.host') ?? readPath(object, '.reportingInstance')
  return place ? `${component}, ${place}` : String(component)
}

/** An event has no column for its name at the front: it is its object that matters (printers.go printEvent). */
export const eventCells: readonly Column[] = [
  {
    name: 'Last Seen',
    cell: (object, nowMs) => formatAge(object['lastTimestamp'] ?? object['eventTime'], nowMs),
  },
  { name: 'Type', cell: text('.type') },
  { name: 'Reason', cell: text('.reason') },
  {
    name: 'Object',
    cell: (object) => {
      const kind = String(readPath(object, '.involvedObject.kind') ?? '').toLowerCase()
      return `${kind}/${readPath(object, '.involvedObject.name') ?? ''}`
    },
  },
  { name: 'Subobject', priority: 1, cell: text('.involvedObject.fieldPath') },
  { name: 'Source', priority: 1, cell: describeSource },
  { name: 'Message', cell: (object) => String(readPath(object, '.message') ?? '').trim() },
  {
    name: 'First Seen',
    priority: 1,
    cell: (object, nowMs) => formatAge(object['firstTimestamp'] ?? object['eventTime'], nowMs),
  },
  {
    name: 'Count',
    priority: 1,
    cell: (object) => Number(readPath(object, '.series.count') ?? readPath(object, '.count')) || 1,
  },
  { name: 'Name', priority: 1, format: 'name', cell: (object) => object.metadata.name },
]
