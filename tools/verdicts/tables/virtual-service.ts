import * as z from 'zod/mini'
import { readDurationMs } from '#server/mesh/routing/http/route-action.ts'
import { type RoutedRequest, routeRequest } from '#server/mesh/routing/route-request.ts'
import { indexRouting } from '#server/mesh/routing/routing.ts'
import { caseSchema, loadCase, workloadNameSchema } from '#tools/verdicts/load-case.ts'
import type { Comparison, VerdictTable } from '#tools/verdicts/table.ts'
import { buildClient } from '#tools/verdicts/tables/build-client.ts'

const destination = z.looseObject({
  host: z.string(),
  subset: z.string(),
  weight: z.nullish(z.number()),
  clusterExists: z.boolean(),
})
const fields = z.nullish(z.record(z.string(), z.unknown()))
const virtualServiceCaseSchema = z.extend(caseSchema, {
  client: workloadNameSchema,
  question: z.object({
    via: z.enum(['mesh', 'gateway']),
    port: z.number(),
    request: z.object({
      method: z.string(),
      scheme: z.string(),
      path: z.string(),
      host: z.string(),
      headers: z.nullish(z.record(z.string(), z.string())),
    }),
  }),
  verdict: z.object({
    outcome: z.string(),
    virtualService: z.nullish(workloadNameSchema),
    route: z.nullish(z.string()),
    destinations: z.nullish(z.array(destination)),
    redirect: fields,
    directResponse: fields,
    fault: fields,
    timeout: z.nullish(z.string()),
    retryAttempts: z.nullish(z.number()),
    mirrors: z.nullish(z.array(z.record(z.string(), z.unknown()))),
    rewrite: fields,
  }),
})
type Verdict = z.infer<typeof virtualServiceCaseSchema>['verdict']

/** Which route a request takes, and what it meets there. */
export const virtualService: VerdictTable = {
  name: 'virtual-service',
  judge: (rawCase) => {
    const { question, verdict, ...read } = z.parse(virtualServiceCaseSchema, rawCase)
    const loaded = loadCase(read)
    const routed = routeRequest(indexRouting(loaded.snapshot, loaded.meshConfig), {
      client: buildClient(loaded, read.client),
      via: question.via,
      port: question.port,
      request: { ...question.request, headers: question.request.headers ?? {} },
    })
    return compare(routed, verdict)
  },
}

function compare(routed: RoutedRequest, verdict: Verdict): Comparison[] {
  const metadata = routed.route?.virtualService.metadata
  const theirs = readDestinations(verdict)
  const mirrors = routed.mirrors.map(({ missing, missingStatus: _, ...mirror }) => ({
    ...mirror,
    clusterExists: !missing,
  }))
  const beyond = (field: keyof Verdict, ours: unknown): Comparison => ({
    field,
    ours,
    theirs: verdict[field],
    beyond: true,
  })
  return [
    { field: 'outcome', ours: routed.outcome, theirs: verdict.outcome },
    {
      field: 'virtualService',
      ours: metadata && { namespace: metadata.namespace, name: metadata.name },
      theirs: verdict.virtualService,
    },
    { field: 'route', ours: routed.routeName, theirs: verdict.route },
    {
      field: 'destinations',
      ours: routed.destinations.map(({ host, subset, weight, missing }) => ({
        host,
        subset,
        weight,
        clusterExists: !missing,
      })),
      theirs: theirs.map(({ host, subset, weight, clusterExists }) => ({
        host,
        subset,
        weight,
        clusterExists,
      })),
    },
    {
      field: 'ports',
      ours: routed.destinations.map(({ port }) => port),
      theirs: theirs.map(({ port }) => port),
      beyond: true,
    },
    beyond('redirect', routed.redirect),
    beyond('directResponse', routed.directResponse),
    { ...beyond('fault', routed.fault), theirs: readFault(verdict) },
    { ...beyond('timeout', routed.timeoutMs), theirs: readDurationMs(verdict.timeout ?? undefined) },
    beyond('retryAttempts', routed.retries?.attempts),
    beyond('mirrors', mirrors.length > 0 ? mirrors : null),
    beyond('rewrite', routed.rewrite),
  ]
}

/** Envoy's PassthroughCluster is no destination of the mesh, however a verdict spells it. */
function readDestinations({ outcome, destinations }: Verdict) {
  return outcome === 'passthrough' ? [] : (destinations ?? [])
}

function readFault({ fault }: Verdict) {
  if (!fault) return fault
  const { delay, ...rest } = fault
  return { ...rest, delayMs: typeof delay === 'string' ? readDurationMs(delay) : undefined }
}
