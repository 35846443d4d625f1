import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { namespaceDetail } from '#contract/details.ts'
import { healthStatuses } from '#server/mesh/health/types.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { listConcerningNamespace } from '#server/mesh/references/list-concerning.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentConcerning } from '#server/usecases/stages/present-concerning.ts'
import { presentWorkload } from '#server/usecases/stages/present-inventory.ts'
import { presentNamespace } from '#server/usecases/stages/present-namespace.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'

type Input = CallArguments<typeof namespaceDetail>
type Answer = CallOutput<typeof namespaceDetail>

const mostAiling = 20
const mostConfig = 500
const well = ['healthy', 'idle']

/**
 * One namespace with what ails in it and what is written in it. Sources as for readInventory. Throws Problem not-found for
 * what is not there or not to be looked into.
 */
export const readNamespaceDetail: UseCase<Input, Answer> = ({ name, rangeSeconds }, context) =>
  readInventory<Answer>('namespace-detail', { namespaces: [name], rangeSeconds }, context, (facts) => {
    const { snapshot, access, labels } = facts
    const namespace = snapshot.all('Namespace').find(({ metadata }) => metadata.name === name)
    if (!namespace)
      throw new Problem({
        kind: 'not-found',
        code: 'namespaces-not-found',
        params: { count: 1, names: name },
      })
    const workloads = listWorkloadsOfNamespace(snapshot, name, labels)
    const items = workloads.map((workload) => presentWorkload(workload, facts))
    const rank = (status: (typeof items)[number]['health']['status']) => healthStatuses.indexOf(status)
    const concerning = listConcerningNamespace(snapshot, name)
    return {
      item: presentNamespace(namespace, {
        cut: snapshot,
        access,
        labels,
        judging: facts,
        sync: facts.sync.byPod,
      }),
      annotations: { ...namespace.metadata.annotations },
      counts: Object.fromEntries(
        healthStatuses.map((status) => [
          status,
          items.filter(({ health }) => health.status === status).length,
        ]),
        // Every status is a key, which fromEntries does not tell.
      ) as Answer['counts'],
      applications: new Set(workloads.flatMap(({ app }) => app ?? [])).size,
      ailing: items
        .filter(({ health }) => !well.includes(health.status))
        .sort((a, b) => rank(a.health.status) - rank(b.health.status) || (a.name < b.name ? -1 : 1))
        .slice(0, mostAiling),
      ...presentConcerning(concerning.slice(0, mostConfig), facts),
      configTotal: concerning.length,
    }
  })
