import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { applicationDetail } from '#contract/details.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { Concerning } from '#server/mesh/references/concerning.ts'
import { listConcerningWorkload } from '#server/mesh/references/list-concerning.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentConcerning } from '#server/usecases/stages/present-concerning.ts'
import {
  presentApplication,
  presentService,
  presentWorkload,
} from '#server/usecases/stages/present-inventory.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'

type Input = CallArguments<typeof applicationDetail>
type Answer = CallOutput<typeof applicationDetail>

/** One application: the workloads that share its label, and the services before them. Throws Problem not-found. */
export const readApplicationDetail: UseCase<Input, Answer> = ({ namespace, name, rangeSeconds }, context) =>
  readInventory<Answer>(
    `application-detail ${name}`,
    { namespaces: [namespace], rangeSeconds },
    context,
    (facts) => {
      const members = listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels).filter(
        ({ app }) => app === name,
      )
      if (members.length === 0)
        throw new Problem({ kind: 'not-found', code: 'app-not-found', params: { namespace, name } })
      const index = indexServices(facts.snapshot, facts.labels)
      const services = new Set(members.flatMap((member) => index.listServicesOf(member)))
      return {
        item: presentApplication(namespace, name, members, facts),
        workloads: members.map((member) => presentWorkload(member, facts)),
        services: [...services].map((service) => presentService(service, facts)),
        ...presentConcerning(
          mergeConcerning(members.flatMap((member) => listConcerningWorkload(facts.snapshot, member))),
          facts,
        ),
      }
    },
  )

function mergeConcerning(all: readonly Concerning[]): readonly Concerning[] {
  const found = new Map<string, Concerning>()
  for (const one of all) {
    const key = `${one.kind}/${one.namespace}/${one.name}`
    const known = found.get(key)
    found.set(key, known ? { ...known, fields: [...new Set([...known.fields, ...one.fields])] } : one)
  }
  return [...found.values()]
}
