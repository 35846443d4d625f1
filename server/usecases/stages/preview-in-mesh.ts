import type { CallArguments } from '#contract/define-call.ts'
import type { BlastRadius, PreviewDiff, PreviewDocument, PreviewStep, preview } from '#contract/preview.ts'
import type { Notice } from '#contract/words.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { changeSnapshot } from '#server/mesh/prediction/change-snapshot.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import type { Change } from '#server/usecases/stages/check-change.ts'
import { checkInMesh } from '#server/usecases/stages/check-in-mesh.ts'
import { diffChange } from '#server/usecases/stages/diff-change.ts'
import { gatherDemands } from '#server/usecases/stages/gather-demands.ts'
import { planWrite } from '#server/usecases/stages/plan-write.ts'
import { predictRadius } from '#server/usecases/stages/predict-radius.ts'
import { presentFault, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'
import type { ServedKinds } from '#server/usecases/stages/read-schemas.ts'
import { giveTurn } from '#server/usecases/stages/run-in-slices.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { type PlannedWrite, tryChange } from '#server/usecases/stages/try-change.ts'
import { findPlace } from '#server/workers/text/find-place.ts'

export interface InMesh {
  /** mesh, dry-run, diff, blast-radius. */
  readonly steps: readonly PreviewStep[]
  readonly operation: PreviewDocument['operation']
  readonly diff?: PreviewDiff['objects'][number]
  readonly radius?: BlastRadius
  /** The write that saving is; absent where it is none that the console makes, or the cluster does not answer. */
  readonly planned?: PlannedWrite
  /** As it would be stored, by the dry run. */
  readonly expected?: Readonly<Record<string, unknown>>
  /** Why the cluster does not answer. */
  readonly failure?: Problem
  readonly notices: readonly Notice[]
}

/**
 * The steps that need the mesh: what other objects make of the change, what the cluster says of it, what it changes and what
 * traffic that touches. A cluster that does not answer costs these steps, with the reason.
 */
export async function previewInMesh(
  change: Change,
  { input, served }: { input: CallArguments<typeof preview>; served: ServedKinds },
  context: UseCaseContext,
): Promise<InMesh> {
  const { adapters, session, signal, nowMs } = context
  try {
    const [whole, access, planned] = await Promise.all([
      adapters.kubernetes.readSnapshot(signal),
      adapters.kubernetes.readAccess(session.viewer, signal),
      planWrite(change, input.operation, { served, context }),
    ])
    const refused = refuseTooMuch(planned)
    if (refused) return { steps: refused, operation: 'unknown', notices: [] }
    const seen = await judgeInMesh(planned, { whole, access, input }, context)
    return {
      ...seen,
      planned,
      operation: planned.operation,
      notices: tellCluster(adapters.kubernetes.status(), nowMs),
    }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    const reason = tellFailure(error)
    const steps = (['mesh', 'dry-run', 'diff', 'blast-radius'] as const).map((name) =>
      skipStep(name, 'preview-no-cluster', { reason }),
    )
    return { steps, operation: 'unknown', failure: error, notices: [] }
  }
}

async function judgeInMesh(
  planned: PlannedWrite,
  facts: { whole: MeshSnapshot; access: ViewerAccess; input: CallArguments<typeof preview> },
  context: UseCaseContext,
): Promise<Pick<InMesh, 'steps' | 'diff' | 'radius' | 'expected'>> {
  const { whole, access, input } = facts
  const { rangeSeconds } = input
  const before = cutToViewer(whole, access)
  await giveTurn(context.signal)
  const after = changeSnapshot(before, [
    { object: planned.wanted, operation: planned.operation === 'remove' ? 'remove' : 'apply' },
  ])
  const [tried, demands] = await Promise.all([
    input.dryRun
      ? tryChange(planned, context)
      : { step: skipStep('dry-run', 'preview-dry-run-not-asked'), object: undefined },
    gatherDemands({ whole, cut: before, access, rangeSeconds }, context),
  ])
  const inMesh = checkInMesh(planned, { before, after, access })
  await giveTurn(context.signal)
  const diff = await diffChange(planned, tried.object, context)
  await giveTurn(context.signal)
  const { radius, notes } = await predictRadius(planned, { before, after, demands, rangeSeconds }, context)
  return {
    steps: [
      inMesh,
      tried.step,
      presentStep({ name: 'diff', problems: [] }),
      { ...presentStep({ name: 'blast-radius', problems: [], notes }), ...judgeRadius(radius) },
    ],
    diff,
    radius,
    ...(tried.object && { expected: tried.object }),
  }
}

/** That somebody is refused who is not now is worth a pause. */
function judgeRadius({ counts }: BlastRadius): Pick<PreviewStep, 'verdict'> {
  return { verdict: counts.refusedClients > 0 ? 'warning' : 'ok' }
}

function refuseTooMuch({
  change,
  tooMuch,
}: Awaited<ReturnType<typeof planWrite>>): readonly PreviewStep[] | undefined {
  if (!tooMuch) return undefined
  const fault = presentFault({
    ...tooMuch,
    severity: 'error',
    document: change.document.index,
    ...findPlace(change.document, tooMuch.path),
  })
  return [
    presentStep({ name: 'mesh', problems: [fault] }),
    ...(['dry-run', 'diff', 'blast-radius'] as const).map((name) => skipStep(name, 'preview-after-errors')),
  ]
}
