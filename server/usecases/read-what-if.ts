import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { whatIf } from '#contract/what-if.ts'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { asRecord, readField } from '#server/mesh/checks/field.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { changeSnapshot } from '#server/mesh/prediction/change-snapshot.ts'
import { buildConcern } from '#server/mesh/prediction/is-concerned.ts'
import { buildMeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import { foreseeAccess } from '#server/mesh/sandbox/foresee-access.ts'
import type { ForeseenEdge, Sandbox, SandboxSide } from '#server/mesh/sandbox/types.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { type Change, checkChange } from '#server/usecases/stages/check-change.ts'
import { gatherDemands } from '#server/usecases/stages/gather-demands.ts'
import { gatherSeenRequests } from '#server/usecases/stages/gather-seen-requests.ts'
import { presentWhatIf } from '#server/usecases/stages/present-what-if.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { runInSlices } from '#server/usecases/stages/run-in-slices.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof whatIf>
type Answer = CallOutput<typeof whatIf>

/**
 * What objects that are not saved would do to who is let through, on the traffic of a window. What is wrong with the text
 * is part of the answer. The cluster's objects are essential, Prometheus is not. Throws what the Kubernetes adapter throws.
 */
export const readWhatIf: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs, signal } = context
  const { yaml: text, namespace, operation } = input
  const [checked, { cut, whole, access }] = await Promise.all([
    checkChange({ text, namespace, single: false, operation }, context),
    readView(context),
  ])
  const { changes } = checked
  const problems = [...checked.yaml, ...checked.schema, ...checked.semantics]
  const tried = changes.length > 0 && !problems.some(({ severity }) => severity === 'error')
  const documents = changes.map((change) => describeChange(change, cut, access, operation))
  const head = {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: input.rangeSeconds,
    tried,
    problems,
    documents,
    notices: [...tellCluster(adapters.kubernetes.status(), nowMs)],
  }
  if (!tried) return { ...head, ...presentWhatIf([], { cut, access, unseen: [], seen: 0 }), notes: [] }
  const { rangeSeconds } = input
  const demands = await gatherDemands({ whole, cut, access, rangeSeconds }, context)
  const sandbox = buildSandbox(changes, { cut, input }, context)
  const first = await runInSlices(foreseeAccess(demands.list, sandbox), signal)
  const seen = await gatherSeen(first, rangeSeconds, context)
  const edges = seen ? await runInSlices(foreseeAccess(demands.list, sandbox, seen.listSeen), signal) : first
  const { unseen } = adapters.kubernetes.status()
  return {
    ...head,
    ...presentWhatIf(edges, { cut, access, unseen, seen: demands.list.length }),
    notes: [...demands.notes, ...(seen?.notes ?? []), ...tellTrials(changes, input), ...tellUntried(changes)],
  }
}

/** Single requests are looked for where something depends on what they say, and nowhere else. */
async function gatherSeen(edges: readonly ForeseenEdge[], rangeSeconds: number, context: UseCaseContext) {
  const depending = edges.filter(({ effect, traffic }) => effect === 'depends' && traffic.protocol !== 'tcp')
  const destinations = depending.flatMap(({ traffic }) => traffic.destination ?? [])
  return depending.length > 0 ? gatherSeenRequests(destinations, rangeSeconds, context) : undefined
}

function describeChange(
  change: Change,
  cut: MeshSnapshot,
  access: ViewerAccess,
  operation: Input['operation'],
): Answer['documents'][number] {
  const { document, apiVersion, kind, namespace, name } = change
  const meshKind = findMeshKind(apiVersion, kind)
  const { index, line } = document
  const place = { index, line, apiVersion, kind, namespace, name, dryRun: isTrial(change) }
  const isSeen = namespace === '' || mayLookInto(access, namespace)
  if (!meshKind || !isSeen) return { ...place, operation: 'unknown' }
  const isThere = cut.find(meshKind, namespace, name) !== undefined
  if (operation === 'remove') return { ...place, operation: isThere ? 'remove' : 'none' }
  return { ...place, operation: isThere ? 'update' : 'create' }
}

function buildSandbox(
  changes: readonly Change[],
  { cut, input }: { readonly cut: MeshSnapshot; readonly input: Input },
  { adapters }: Pick<UseCaseContext, 'adapters'>,
): Sandbox {
  const imagined = changeSnapshot(
    cut,
    changes.map((change) => ({ object: nameObject(change, input.dryRun), operation: input.operation })),
  )
  const meshConfig = adapters.kubernetes.readMeshConfig(cut)
  const buildSide = (snapshot: MeshSnapshot): SandboxSide => ({
    mesh: buildMeshFacts(snapshot, meshConfig),
    access: indexAccess(snapshot, meshConfig),
  })
  const before = buildSide(cut)
  const concerns = changes.map(({ apiVersion, kind, namespace, name, value }) => {
    const meshKind = findMeshKind(apiVersion, kind)
    const stored = meshKind && cut.find(meshKind, namespace, name)
    return buildConcern(
      { kind, namespace, versions: stored ? [stored, value] : [value] },
      cut.rootNamespace,
      (source) => before.mesh.findClient(source)?.kind === 'gateway',
    )
  })
  return {
    before,
    after: buildSide(imagined),
    changed: new Set(changes.map(({ namespace, name }) => `${namespace}/${name}`)),
    isConcerned: (demand) => concerns.some((isConcerned) => isConcerned(demand)),
  }
}

const trialAnnotation = 'istio.io/dry-run'

function isTrial({ value, kind }: Change): boolean {
  const annotation = readField(value).at('metadata').at('annotations').at(trialAnnotation)
  return kind === 'AuthorizationPolicy' && annotation.text === 'true'
}

/** The object of a document, in the namespace that it is meant for, and without what keeps it from being enforced. */
function nameObject({ value, namespace }: Change, dryRun: Input['dryRun']) {
  const { apiVersion, kind, metadata, ...rest } = asRecord(value)
  const { annotations, ...own } = asRecord(metadata)
  const { [trialAnnotation]: _, ...others } = asRecord(annotations)
  const kept = dryRun === 'enforced' ? others : asRecord(annotations)
  // Without faults it is an object that the schema of its kind takes, with texts for these.
  const named = { apiVersion, kind, metadata: { ...own, namespace, annotations: kept } } as RawObject
  return { ...rest, ...named }
}

/** Kinds of which the core does not work out what they do to traffic. */
const workedOut = new Set([
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'Sidecar',
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'ServiceEntry',
])

/** That nothing is refused by what only counts, which is not that it would refuse nobody. */
function tellTrials(changes: readonly Change[], { dryRun, operation }: Input) {
  const count = changes.filter(isTrial).length
  return count > 0 && dryRun === 'as-is' && operation === 'apply'
    ? [wordFinding('finding', 'what-if-dry-run', { count })]
    : []
}

function tellUntried(changes: readonly Change[]) {
  const kinds = [...new Set(changes.map(({ kind }) => kind).filter((kind) => !workedOut.has(kind)))]
  const hasTokens = changes.some(({ kind }) => kind === 'RequestAuthentication')
  return [
    ...kinds.map((kind) => wordFinding('finding', 'what-if-kind', { kind })),
    ...(hasTokens ? [wordFinding('finding', 'what-if-tokens', {})] : []),
  ]
}
