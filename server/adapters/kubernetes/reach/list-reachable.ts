import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import type { ClusterService, ListedServices } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 15_000
const pageLimit = 500
/** A cluster of more Services than this has those that are looked for among the first, or says where they are. */
const pageCount = 20

/** What is read of a core/v1 ServiceList. */
interface ServiceList {
  readonly metadata?: { readonly continue?: string }
  readonly items?: readonly {
    readonly metadata?: {
      readonly namespace?: string
      readonly name?: string
      readonly labels?: Readonly<Record<string, string>>
    }
    readonly spec?: {
      readonly selector?: Readonly<Record<string, string>>
      readonly ports?: readonly {
        readonly name?: string
        readonly port?: number
        readonly protocol?: string
        readonly targetPort?: number | string
      }[]
    }
  }[]
}

/**
 * The Services of the cluster; for an identity that may not list them all, those of each given namespace that it may
 * list. Throws ApiFailure for everything but a refusal.
 */
export async function listServices(
  connection: Connection,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<ListedServices> {
  const all = await listAt(connection, '/api/v1/services', signal)
  if (all) return { services: all, everywhere: true, refused: [] }
  const found = await Promise.all(
    namespaces.map(async (namespace) => ({
      namespace,
      services: await listAt(connection, `/api/v1/namespaces/${namespace}/services`, signal),
    })),
  )
  return {
    services: found.flatMap(({ services }) => services ?? []),
    everywhere: false,
    refused: found.filter(({ services }) => !services).map(({ namespace }) => namespace),
  }
}

/** Undefined when the identity may not list these. */
async function listAt(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): Promise<readonly ClusterService[] | undefined> {
  const services: ClusterService[] = []
  let token = ''
  try {
    for (let page = 0; page < pageCount; page += 1) {
      const query = new URLSearchParams({ limit: String(pageLimit), ...(token ? { continue: token } : {}) })
      // The form of a ServiceList; every field is optional and checked where it is read.
      const list = (await connection.ask({ path: `${path}?${query}`, signal, deadlineMs })) as ServiceList
      for (const item of list.items ?? []) services.push(readService(item))
      token = list.metadata?.continue ?? ''
      if (!token) break
    }
    return services
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 403) return undefined
    throw error
  }
}

function readService({ metadata, spec }: NonNullable<ServiceList['items']>[number]): ClusterService {
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    selector: spec?.selector ?? {},
    ports: (spec?.ports ?? []).flatMap(({ name = '', port, protocol = 'TCP', targetPort }) =>
      port === undefined || protocol !== 'TCP' ? [] : [{ name, port, targetPort: targetPort || port }],
    ),
  }
}
