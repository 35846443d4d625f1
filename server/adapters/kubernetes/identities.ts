import { createCredentialReader } from '#server/adapters/kubernetes/connection/credentials.ts'
import type { ProxySettings } from '#server/adapters/kubernetes/connection/environment-proxy.ts'
import {
  type ClusterContext,
  type Kubeconfig,
  readKubeconfig,
} from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { type Connection, openConnection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { describeKubeconfigFault } from '#server/adapters/kubernetes/problems.ts'
import { createSignedInReader } from '#server/adapters/kubernetes/signed-in/signed-in-credentials.ts'
import type { SignInCredentials } from '#server/adapters/kubernetes/signed-in/types.ts'
import type { Credentials } from '#server/adapters/kubernetes/types.ts'
import { Problem } from '#server/problem.ts'

/** The contexts of the kubeconfig that reach the reading identity's cluster, each with its own connections. */
export interface Identities {
  readonly reading: Connection
  list(): readonly Credentials[]
  /** Throws a Problem for a name that the kubeconfig does not offer for this cluster. */
  connect(identity: string): Connection
  /** A connection of its own to the same cluster for somebody who signed in; the caller closes it. */
  openFor(
    who: { readonly name: string; readonly title: string },
    credentials: () => SignInCredentials,
  ): Connection
  /** False when the kubeconfig says something else by now; while it cannot be read, what it said last holds. */
  isCurrent(): boolean
  close(): void
}

/** Throws a Problem when the kubeconfig cannot be read or does not have the context. */
export function openIdentities(
  config: ProxySettings & {
    readonly KUBECONFIG?: string | undefined
    readonly VARDIA_CONTEXT?: string | undefined
  },
): Identities {
  const kubeconfig = readKubeconfig(config.KUBECONFIG)
  const chosen = chooseContext(kubeconfig, config.VARDIA_CONTEXT)
  const said = printKubeconfig(kubeconfig)
  const same = new Map(
    [...kubeconfig.contexts].filter(([, context]) => context.cluster.server === chosen.cluster.server),
  )
  const open = new Map<string, Connection>()
  const connect = (identity: string): Connection => {
    const known = open.get(identity)
    if (known) return known
    const context = same.get(identity)
    if (!context)
      throw new Problem({
        kind: 'not-found',
        code: 'kubernetes-unknown-identity',
        params: { identity },
        adapter: 'kubernetes',
      })
    const connection = openConnection(context, config)
    open.set(identity, connection)
    return connection
  }
  return {
    reading: connect(chosen.name),
    list: () =>
      [chosen.name, ...[...same.keys()].filter((name) => name !== chosen.name)].map((identity) => ({
        identity,
      })),
    connect,
    openFor: (who, credentials) =>
      openConnection(
        { ...who, cluster: chosen.cluster, user: {} },
        config,
        createSignedInReader(credentials, createCredentialReader(chosen)),
      ),
    isCurrent: () => {
      try {
        return printKubeconfig(readKubeconfig(config.KUBECONFIG)) === said
      } catch {
        return true
      }
    },
    close: () => {
      for (const connection of open.values()) connection.close()
    },
  }
}

function printKubeconfig({ contexts, currentContext }: Kubeconfig): string {
  return JSON.stringify([currentContext, [...contexts]])
}

function chooseContext(kubeconfig: Kubeconfig, named: string | undefined): ClusterContext {
  const name = named || kubeconfig.currentContext
  const context = kubeconfig.contexts.get(name)
  if (context) return context
  throw describeKubeconfigFault('kubeconfig-context', {
    context: name,
    known: [...kubeconfig.contexts.keys()].join(', '),
  })
}
