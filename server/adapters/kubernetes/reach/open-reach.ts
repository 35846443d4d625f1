import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { problemOf } from '#server/adapters/kubernetes/problems.ts'
import { reachService } from '#server/adapters/kubernetes/reach/choose-way.ts'
import { listServices } from '#server/adapters/kubernetes/reach/list-reachable.ts'
import { openTunnel } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'

type Reach = Pick<KubernetesAdapter, 'listServices' | 'reachService' | 'openTunnel'>

/** The verbs that reach what runs in the cluster, as the reading identity; `connect` throws a Problem while there is none. */
export function openReach(connect: () => Connection): Reach {
  return {
    listServices: async (namespaces, signal) =>
      asProblem(signal, () => listServices(connect(), namespaces, signal)),
    reachService: async (service, port, signal) => reachService(connect(), service, port, signal),
    openTunnel: async (place, signal) => asProblem(signal, () => openTunnel(connect(), place, signal)),
  }
}

async function asProblem<Answer>(signal: AbortSignal, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw signal.aborted ? signal.reason : problemOf(error)
  }
}
