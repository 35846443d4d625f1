import {
  type AccessFacts,
  buildViewerAccess,
  type KnownAccess,
  type ResourceRule,
} from '#server/adapters/kubernetes/access/viewer-access.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { isConfigKind, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

const deadlineMs = 10_000
const atOnce = 8
/** Of so many namespaces each is asked for; rights in further ones count as none. */
const namespaceLimit = 1000

interface ReviewedAccess {
  readonly status?: { readonly allowed?: boolean; readonly resourceRules?: readonly ResourceRule[] }
}

/**
 * Learns what the connection's identity may do: first whether it may do everything, then per kind in the whole
 * cluster (SelfSubjectAccessReview), and where that leaves something open per namespace (SelfSubjectRulesReview;
 * kubernetes.io "Checking API access"). Any failed question fails the whole: nobody is given a guess.
 */
export async function reviewAccess(
  connection: Connection,
  facts: { readonly kinds: readonly MeshKind[]; readonly namespaces: readonly string[] },
  signal: AbortSignal,
): Promise<KnownAccess> {
  const review = async (resource: 'selfsubjectaccessreviews' | 'selfsubjectrulesreviews', spec: unknown) => {
    const kind =
      resource === 'selfsubjectaccessreviews' ? 'SelfSubjectAccessReview' : 'SelfSubjectRulesReview'
    const apiVersion = 'authorization.k8s.io/v1'
    const answer = await connection.ask({
      method: 'POST',
      path: `/apis/${apiVersion}/${resource}`,
      body: { apiVersion, kind, spec },
      signal,
      deadlineMs,
    })
    return (answer as ReviewedAccess).status ?? {} // the review's own form; every field is optional
  }
  const isAllowed = async (verb: string, group: string, resource: string) => {
    const status = await review('selfsubjectaccessreviews', { resourceAttributes: { verb, group, resource } })
    return status.allowed === true
  }

  const base = { viewer: connection.identity, kinds: facts.kinds }
  if (await isAllowed('*', '*', '*')) return buildViewerAccess({ ...base, everything: true })

  const asked = facts.kinds.flatMap((kind) => [
    { kind, verb: 'list' as const },
    ...(isConfigKind(kind) ? [{ kind, verb: 'create' as const }] : []),
  ])
  const answers = await mapBounded(asked, ({ kind, verb }) =>
    isAllowed(verb, meshKinds[kind].group, meshKinds[kind].resource),
  )
  const inCluster: AccessFacts['inCluster'] = {
    list: new Set(
      asked.filter(({ verb }, index) => verb === 'list' && answers[index]).map(({ kind }) => kind),
    ),
    create: new Set(
      asked.filter(({ verb }, index) => verb === 'create' && answers[index]).map(({ kind }) => kind),
    ),
  }
  if (answers.every(Boolean)) return buildViewerAccess({ ...base, inCluster })
  const rules = await mapBounded(facts.namespaces.slice(0, namespaceLimit), async (namespace) => {
    const status = await review('selfsubjectrulesreviews', { namespace })
    return [namespace, status.resourceRules ?? []] as const
  })
  return buildViewerAccess({ ...base, inCluster, inNamespace: new Map(rules) })
}

async function mapBounded<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index]
      if (item !== undefined) results[index] = await ask(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
