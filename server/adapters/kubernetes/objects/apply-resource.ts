import type { ApiQuestion, Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { readObjectBody } from '#server/adapters/kubernetes/objects/read-resource.ts'
import { formatResourcePath } from '#server/adapters/kubernetes/objects/resource-path.ts'
import type { AppliedResource, ResourceName, ResourceWrite } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 30_000
/** By this name managedFields say that the console wrote a field. */
export const fieldManager = 'vardia'

/**
 * Writes one object, or only asks what would come of it. Fields that nobody knows are refused (`fieldValidation=Strict`). A
 * change names the resourceVersion that it is of, so one of somebody else in between is a conflict and never lost.
 */
export async function applyResource(
  connection: Connection,
  resource: ResourceName,
  write: ResourceWrite,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<AppliedResource> {
  const warnings: string[] = []
  const query = new URLSearchParams({
    ...(dryRun ? { dryRun: 'All' } : {}),
    ...(write.operation === 'remove' ? {} : { fieldValidation: 'Strict', fieldManager }),
  })
  const place = formatResourcePath(resource, write.operation === 'create' ? 'collection' : 'object')
  const answer = await connection.ask({
    ...describeWrite(write, dryRun),
    path: `${place}?${query}`,
    signal,
    deadlineMs,
    onHeaders: (headers) => warnings.push(...parseWarnings(headers['warning'])),
  })
  if (write.operation === 'remove') return { warnings }
  return { warnings, object: readObjectBody(connection, place, answer) }
}

function describeWrite(
  write: ResourceWrite,
  dryRun: boolean,
): Pick<ApiQuestion, 'method' | 'body' | 'contentType'> {
  switch (write.operation) {
    case 'create':
      return { method: 'POST', body: write.object }
    case 'update': {
      const version = { op: 'replace', path: '/metadata/resourceVersion', value: write.resourceVersion }
      return {
        method: 'PATCH',
        contentType: 'application/json-patch+json',
        body: [version, ...write.patch],
      }
    }
    case 'remove': {
      // Of a deletion that has a body the API server reads no option in the query (k8s.io/apiserver
      // `pkg/endpoints/handlers/delete.go`): without this a dry run would delete.
      const options = dryRun ? { dryRun: ['All'] } : {}
      const preconditions = { resourceVersion: write.resourceVersion }
      return {
        method: 'DELETE',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, ...options },
      }
    }
  }
}

/** The texts of `Warning` headers: `299 - "text"`, several with commas between (RFC 7234, 5.5). */
export function parseWarnings(header: string | readonly string[] | undefined): readonly string[] {
  return [header ?? []]
    .flat()
    .flatMap((value) =>
      [...value.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
        text.replace(/\\(.)/g, '$1'),
      ),
    )
}
