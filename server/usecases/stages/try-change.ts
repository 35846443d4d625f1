import type { PreviewProblem, PreviewStep } from '#contract/preview.ts'
import type { ResourceName, ResourceWrite } from '#server/adapters/kubernetes/types.ts'
import { buildJsonPatch, type Difference } from '#server/mesh/changes/diff-values.ts'
import type { Target } from '#server/mesh/checks/check-target.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Change } from '#server/usecases/stages/check-change.ts'
import { presentFault, presentStep, skipStep } from '#server/usecases/stages/present-steps.ts'
import { wordFinding } from '#server/words.ts'
import { findPlace } from '#server/workers/text/find-place.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** A write by what is stored now. */
export interface PlannedChange {
  readonly change: Target
  readonly resource: ResourceName
  readonly operation: 'create' | 'update' | 'none' | 'remove'
  /** As it is stored, whole. */
  readonly stored: JsonObject | undefined
  /** The text's object, with its namespace. */
  readonly wanted: JsonObject
  /** Between what is stored and what is wanted. */
  readonly differences: readonly Difference[]
}

/** One that a text asks for. */
export interface PlannedWrite extends PlannedChange {
  readonly change: Change
}

export interface TriedChange {
  readonly step: PreviewStep
  /** As it would be stored; absent where the cluster does not tell. */
  readonly object?: JsonObject
}

/** The write that saving would be. A change without difference, or without object to remove, is none. */
export function buildWrite({
  operation,
  stored,
  wanted,
  differences,
}: Omit<PlannedChange, 'change'>): ResourceWrite | undefined {
  const resourceVersion = String(asRecord(stored?.['metadata'])['resourceVersion'] ?? '')
  if (operation === 'create') return { operation, object: wanted }
  if (operation === 'remove') return stored && { operation, resourceVersion }
  if (operation === 'none') return undefined
  return { operation, resourceVersion, patch: buildJsonPatch(differences) }
}

/**
 * Asks the cluster, as the viewer, what it would make of the write; nothing is stored. What the API server and the webhooks
 * say is told in their own words.
 */
export async function tryChange(
  planned: PlannedWrite,
  { adapters, session, signal }: Pick<UseCaseContext, 'adapters' | 'session' | 'signal'>,
): Promise<TriedChange> {
  const write = buildWrite(planned)
  if (!write) return { step: skipStep('dry-run', 'preview-nothing-to-write') }
  try {
    const { object, warnings } = await adapters.kubernetes.applyResource(
      session.viewer,
      planned.resource,
      write,
      { dryRun: true, signal },
    )
    const problems = warnings.map((text) => place(planned.change, 'warning', 'dry-run-warning', { text }))
    return { step: presentStep({ name: 'dry-run', problems }), ...(object ? { object } : {}) }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { step: presentRefusal(error, planned) }
  }
}

const verbs = { create: 'create', update: 'patch', remove: 'delete' } as const

function presentRefusal(problem: Problem, { change, resource, operation }: PlannedWrite): PreviewStep {
  const words = problem.cause instanceof Error ? problem.cause.message : String(problem.cause ?? '')
  const text = words || wordFinding('problem', `${problem.code}.detail`, problem.params).text
  if (problem.kind === 'unavailable' || problem.kind === 'timeout' || problem.kind === 'unsupported')
    return skipStep('dry-run', 'dry-run-unavailable', { text })
  // A webhook with side effects that does not say that it passes dry runs by (k8s.io/apiserver `webhook/errors`) hinders none of them.
  if (/does not support dry run/.test(text)) {
    const problems = [place(change, 'warning', 'dry-run-unsupported', { text })]
    return presentStep({ name: 'dry-run', problems })
  }
  const verb = operation === 'none' ? 'get' : verbs[operation]
  const { namespace, plural } = resource
  const fault =
    problem.kind === 'forbidden'
      ? place(change, 'error', 'dry-run-forbidden', {
          verb,
          resource: plural,
          namespace: namespace || '*',
          text,
        })
      : problem.kind === 'conflict'
        ? place(change, 'error', 'dry-run-conflict', { text })
        : place(change, 'error', 'dry-run-refused', { text })
  return presentStep({ name: 'dry-run', problems: [fault], verdict: 'refused' })
}

/** At the field that the words name, if they name one. */
function place(
  { document }: Change,
  severity: PreviewProblem['severity'],
  code: string,
  params: PreviewProblem['params'],
): PreviewProblem {
  const path = /\b(?:spec|metadata)(?:\.\w+|\[\d+\])+/.exec(String(params['text'] ?? ''))?.[0] ?? ''
  return presentFault({
    severity,
    path,
    code,
    params,
    document: document.index,
    ...findPlace(document, path),
  })
}
