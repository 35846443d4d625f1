import * as z from 'zod/mini'
import { indexRouting } from '#server/mesh/routing/routing.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import { caseSchema, loadCase, workloadNameSchema } from '#tools/verdicts/load-case.ts'
import { asSet, type VerdictTable } from '#tools/verdicts/table.ts'
import { buildClient } from '#tools/verdicts/tables/build-client.ts'

const sidecarScopeCaseSchema = z.extend(caseSchema, {
  client: workloadNameSchema,
  verdict: z.object({
    sidecar: z.nullable(workloadNameSchema),
    services: z.nullable(z.array(z.string())),
    egress: z.nullish(z.array(z.object({ port: z.number(), services: z.nullable(z.array(z.string())) }))),
    virtualServices: z.nullish(z.array(z.string())),
    outboundTrafficPolicy: z.nullish(z.string()),
  }),
})

/** What a client's proxy is told of the mesh. */
export const sidecarScope: VerdictTable = {
  name: 'sidecar-scope',
  judge: (rawCase) => {
    const read = z.parse(sidecarScopeCaseSchema, rawCase)
    const { verdict } = read
    const loaded = loadCase(read)
    const client = buildClient(loaded, read.client)
    const scope = indexRouting(loaded.snapshot, loaded.meshConfig).findScope(client)
    const chosen = scope.sidecar?.metadata
    const virtualServices = scope.listeners.flatMap((listener) =>
      listener.virtualServices.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    )
    return [
      {
        field: 'sidecar',
        ours: chosen ? { namespace: chosen.namespace, name: chosen.name } : null,
        theirs: verdict.sidecar,
      },
      {
        field: 'services',
        ours: nameServices([...scope.services.values()]),
        theirs: asSet(verdict.services),
      },
      {
        field: 'egress',
        ours: scope.listeners.map(({ port, services }) => ({ port, services: nameServices(services) })),
        theirs: verdict.egress?.map(({ port, services }) => ({ port, services: asSet(services) })),
        beyond: true,
      },
      {
        field: 'virtualServices',
        ours: asSet([...new Set(virtualServices)]),
        theirs: asSet(verdict.virtualServices),
        beyond: true,
      },
      {
        field: 'outboundTrafficPolicy',
        ours: scope.outboundTrafficPolicy,
        theirs: verdict.outboundTrafficPolicy,
        beyond: true,
      },
    ]
  },
}

function nameServices(services: readonly RoutingService[]): readonly unknown[] {
  return asSet(services.map(({ namespace, host }) => `${namespace}/${host}`))
}
