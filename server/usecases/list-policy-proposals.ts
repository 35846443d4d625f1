import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { policyProposals, PolicyProposal as Told } from '#contract/policy-proposals.ts'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { buildCallerTest } from '#server/mesh/access/build-caller-test.ts'
import {
  hasPolicies,
  listWorkloads,
  listWorkloadsOfNamespace,
  type Workload,
} from '#server/mesh/objects/workloads.ts'
import { buildProposal, type PolicyProposal } from '#server/mesh/sandbox/build-proposal.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherArrivals } from '#server/usecases/stages/gather-arrivals.ts'
import { gatherSeenRequests } from '#server/usecases/stages/gather-seen-requests.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof policyProposals>
type Answer = CallOutput<typeof policyProposals>

const mostProposals = 100
const mostCallers = 100

/**
 * For each workload the policy that allows what was observed and nothing else. The cluster's objects are essential; without
 * Prometheus nothing is proposed, and a notice says why; without tracing methods and paths stay open. Throws Problem
 * not-found for what is not there or not to be seen, or what the Kubernetes adapter throws.
 */
export const listPolicyProposals: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, labels, access } = view
  const status = adapters.kubernetes.status()
  const { namespace } = input
  const chosen = chooseNamespaces([namespace], view)
  const workloads = chooseWorkloads(input, listWorkloadsOfNamespace(cut, namespace, labels))
  const told = workloads.slice(0, mostProposals)
  const [seen, requests] = await Promise.all([
    gatherArrivals({ chosen, cut, access, rangeSeconds: input.rangeSeconds }, context),
    gatherRequests(input, told, context),
  ])
  const isCaller = buildCallerTest(listWorkloads(cut, labels))
  const facts = indexAccess(cut, adapters.kubernetes.readMeshConfig(cut))
  const proposals = (seen.arrivals ? told : []).map((workload) =>
    buildProposal(workload, {
      access: facts,
      arrivals: (seen.arrivals ?? []).filter(
        (arrival) => arrival.workload === `${namespace}/${workload.name}` && isCaller(arrival),
      ),
      rangeSeconds: seen.rangeSeconds,
      listSeen: requests?.listSeen ?? (() => []),
      byRequests: input.detail === 'requests',
      isDryRun: input.as === 'dry-run',
    }),
  )
  return {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: seen.rangeSeconds,
    proposals: proposals.map(presentProposal),
    proposalsTotal: seen.arrivals ? workloads.length : 0,
    notices: [
      ...tellCluster(status, nowMs),
      ...chosen.notices,
      ...seen.notices,
      ...(requests?.notes ?? []).map((note) => ({
        ...note,
        severity: 'info' as const,
        adapter: 'tracing' as const,
      })),
    ],
  }
}

function chooseWorkloads({ namespace, workload }: Input, all: readonly Workload[]): readonly Workload[] {
  const fitting = all.filter((one) => hasPolicies(one) && (workload === undefined || one.name === workload))
  if (workload !== undefined && fitting.length === 0)
    throw new Problem({
      kind: 'not-found',
      code: 'workload-not-found',
      params: { namespace, name: workload },
    })
  return fitting
}

async function gatherRequests(input: Input, workloads: readonly Workload[], context: UseCaseContext) {
  if (input.detail !== 'requests') return undefined
  const destinations = workloads.map(({ namespace, name }) => ({ namespace, workload: name }))
  return gatherSeenRequests(destinations, input.rangeSeconds, context)
}

function presentProposal({ workload, manifest, callers, remarks }: PolicyProposal): Told {
  const { namespace, kind, name } = workload
  return {
    workload: { namespace, kind, name },
    manifest: { ...manifest },
    callers: callers.slice(0, mostCallers).map(({ seen: _, sources, ...caller }) => ({
      ...caller,
      sources: [...sources],
    })),
    callersTotal: callers.length,
    remarks: remarks.map(({ code, params }) => wordFinding('finding', code, params)),
  }
}
