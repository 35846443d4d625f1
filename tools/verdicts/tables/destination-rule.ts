import * as z from 'zod/mini'
import { indexRouting } from '#server/mesh/routing/routing.ts'
import { caseSchema, loadCase, workloadNameSchema } from '#tools/verdicts/load-case.ts'
import { asSet, type Comparison, type VerdictTable } from '#tools/verdicts/table.ts'
import { buildClient } from '#tools/verdicts/tables/build-client.ts'

const destinationRuleCaseSchema = z.extend(caseSchema, {
  client: workloadNameSchema,
  question: z.object({ host: z.string(), port: z.number(), subset: z.string() }),
  verdict: z.object({
    rules: z.nullish(z.array(workloadNameSchema)),
    subsets: z.nullish(z.array(z.string())),
    clusterExists: z.boolean(),
    tlsMode: z.nullish(z.string()),
    sni: z.nullish(z.string()),
    loadBalancer: z.nullish(z.string()),
    outlierDetection: z.nullish(z.record(z.string(), z.unknown())),
    connectionPool: z.nullish(z.record(z.string(), z.unknown())),
    serviceVisible: z.nullish(z.boolean()),
  }),
})

/** Which DestinationRules hold for a client and a host, port and subset, and what they make of the connection. */
export const destinationRule: VerdictTable = {
  name: 'destination-rule',
  judge: (rawCase) => {
    const read = z.parse(destinationRuleCaseSchema, rawCase)
    const loaded = loadCase({ ...read, workloads: [...read.workloads, ...listMissingWorkloads(read)] })
    const routing = indexRouting(loaded.snapshot, loaded.meshConfig)
    const { service, rule, cluster } = routing.findCluster(buildClient(loaded, read.client), read.question)
    const { verdict } = read
    const outlier = cluster?.outlierDetection
    const outlierDetection = outlier && {
      consecutive5xxErrors: outlier.consecutive5xxErrors,
      interval: outlier.interval,
      baseEjectionTime: outlier.baseEjectionTime,
    }
    const beyond = (field: string, ours: unknown, theirs: unknown): Comparison => ({
      field,
      ours,
      theirs,
      beyond: true,
    })
    return [
      { field: 'rules', ours: rule?.from ?? [], theirs: verdict.rules ?? [] },
      { field: 'clusterExists', ours: cluster !== undefined, theirs: verdict.clusterExists },
      { field: 'tlsMode', ours: cluster?.tlsMode, theirs: verdict.tlsMode },
      { field: 'loadBalancer', ours: cluster?.loadBalancer, theirs: verdict.loadBalancer },
      beyond('subsets', asSet(rule?.subsets.map(({ name }) => name)), asSet(verdict.subsets)),
      beyond('sni', cluster?.sni, verdict.sni),
      beyond('outlierDetection', outlierDetection, verdict.outlierDetection),
      beyond('connectionPool', cluster?.connectionPool, verdict.connectionPool),
      beyond('serviceVisible', service !== undefined, verdict.serviceVisible),
    ]
  },
}

/** All endpoints of the cases carry sidecars, those of services for which no workload is listed too. */
function listMissingWorkloads({ services, workloads }: z.infer<typeof caseSchema>): typeof workloads {
  return services.flatMap(({ name, namespace, selector }) => {
    const labels = selector ?? {}
    const isServed = workloads.some(
      (workload) =>
        workload.namespace === namespace &&
        Object.entries(labels).every(([label, value]) => workload.labels[label] === value),
    )
    return isServed ? [] : [{ name: `${name}-endpoints`, namespace, labels, serviceAccount: name, ports: [] }]
  })
}
