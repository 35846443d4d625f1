import type { PreviewProblem } from '#contract/preview.ts'
import {
  checkTarget,
  type ExpectedTarget,
  isWrittenGroup,
  type Target,
} from '#server/mesh/checks/check-target.ts'
import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { presentFault } from '#server/usecases/stages/present-steps.ts'
import type { ServedKinds } from '#server/usecases/stages/read-schemas.ts'
import { findPlace } from '#server/workers/text/find-place.ts'
import type { ClusterSchemas, ReadDocument, TextFault } from '#server/workers/text/types.ts'

/** One document of a text, and what is known of it without asking the cluster. */
export interface Change extends Target {
  readonly document: ReadDocument
  /** Of JSON; undefined where it could not be read. */
  readonly value: unknown
}

export interface CheckedChange {
  readonly changes: readonly Change[]
  readonly yaml: readonly PreviewProblem[]
  readonly schema: readonly PreviewProblem[]
  readonly semantics: readonly PreviewProblem[]
}

/**
 * The first three steps: is it YAML, is it of the schema of a kind that the console writes, is it what istiod's webhook
 * takes. All of it happens in a thread that is killed when it takes too long.
 */
export async function checkChange(
  facts: {
    readonly text: string
    readonly expected?: ExpectedTarget | undefined
    readonly namespace?: string | undefined
    readonly schemas?: ClusterSchemas | undefined
    /** What the cluster serves, where it said so. */
    readonly served?: ServedKinds | undefined
    /** An editor's text is one object, and the first that is one too many ends its reading; a file may hold many. */
    readonly single: boolean
    /** What is removed needs no more than its name: what stands in it may be nothing, or wrong. */
    readonly operation?: 'apply' | 'remove'
  },
  {
    adapters,
    signal,
  }: { readonly adapters: Pick<UseCaseContext['adapters'], 'texts'>; readonly signal: AbortSignal },
): Promise<CheckedChange> {
  const { text, expected, namespace, schemas, served, single, operation } = facts
  const answer = await adapters.texts.check(text, { schemas, signal, ...(single && { most: 2 }) })
  if ('fault' in answer) {
    const fault = { ...firstPlace, severity: 'error', code: `yaml-${answer.fault}`, params: {} } as const
    return { changes: [], yaml: [presentFault(fault)], schema: [], semantics: [] }
  }
  const { documents, yaml, schema, semantics } = answer.checked
  const targets = documents.flatMap((document) => {
    if (document.value === undefined) return []
    const { target, faults } = checkTarget(document.value, { ...(expected && { expected }), namespace })
    const missing = faults.length === 0 && served ? listNotServed(target, served) : []
    const placed = [...faults, ...missing].map(
      ({ path, code, params, level }): TextFault => ({
        severity: level,
        path,
        code,
        params,
        document: document.index,
        ...findPlace(document, path),
      }),
    )
    return [{ change: { ...target, document, value: document.value }, faults: placed }]
  })
  const wrong = new Set(targets.flatMap(({ faults }) => faults.map((fault) => fault.document)))
  const isJudged = (fault: TextFault) => operation !== 'remove' && !wrong.has(fault.document)
  return {
    changes: targets.map(({ change }) => change),
    yaml: [...yaml, ...(single ? listSurplus(documents) : []), ...listEmpty(documents, yaml)].map(
      presentFault,
    ),
    schema: [...targets.flatMap(({ faults }) => faults), ...schema.filter(isJudged)].map(presentFault),
    semantics: semantics.filter(isJudged).map(presentFault),
  }
}

/** A kind that the cluster would answer 404 for: its CRD is not there, or not of this version. */
function listNotServed(
  { apiVersion, kind }: Target,
  { missing, kinds }: ServedKinds,
): readonly ConfigFault[] {
  const [group = ''] = apiVersion.split('/', 1)
  if (!apiVersion.includes('/') || !isWrittenGroup(group)) return []
  const isMissing = missing.includes(apiVersion) || !kinds.has(`${apiVersion}/${kind}`)
  if (!isMissing) return []
  const path = missing.includes(apiVersion) ? 'apiVersion' : 'kind'
  return [
    {
      level: 'error',
      layer: 'schema',
      path,
      code: 'target-not-served',
      params: { kind: `${apiVersion} ${kind}` },
    },
  ]
}

const firstPlace = { path: '', document: 0, line: 1, column: 1, endLine: 1, endColumn: 2 }

function listSurplus(documents: readonly ReadDocument[]): readonly TextFault[] {
  return documents.slice(1, 2).map((document) => ({
    severity: 'error',
    path: '',
    code: 'yaml-several-documents',
    params: {},
    document: document.index,
    ...findPlace(document, ''),
  }))
}

function listEmpty(documents: readonly ReadDocument[], faults: readonly TextFault[]): readonly TextFault[] {
  if (documents.length > 0 || faults.length > 0) return []
  return [{ ...firstPlace, severity: 'error', code: 'yaml-empty', params: {} }]
}
