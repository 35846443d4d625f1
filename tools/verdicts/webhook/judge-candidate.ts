import { stringify } from 'yaml'
import { createDraw } from '#server/mesh/changes/generate-object.test-support.ts'
import { type CustomKind, customKinds } from '#server/mesh/schemas/custom-kinds.ts'
import { checkText } from '#server/workers/text/check-text.ts'
import { buildCandidate } from '#tools/verdicts/webhook/build-candidate.ts'

/** Who refuses an object: the API server by its schema, istiod, or nobody. */
export type Verdict = 'ok' | 'schema' | 'webhook'

export interface Candidate {
  readonly text: string
  /** As the text reads. */
  readonly value: unknown
  /** Where the API server takes one of its kind, by a dry run. */
  readonly path: string
  readonly verdict: Verdict
  /** What makes the verdict. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** As `VirtualService of networking.istio.io`. */
export const candidateKinds = customKinds.map((kind) => ({ name: `${kind.kind} of ${kind.group}`, kind }))

/** The text of a generated object, and what those steps of the preview say of it that need no cluster. */
export function judgeCandidate(kind: CustomKind, seed: number): Candidate {
  const object = buildCandidate(kind, createDraw(seed))
  const text = stringify(object, { aliasDuplicateObjects: false })
  const { documents, yaml, schema, semantics } = checkText(text)
  const all = [...yaml, ...schema, ...semantics]
  const errors = all.filter(({ severity }) => severity === 'error')
  const refusing = semantics.some(({ severity }) => severity === 'error') ? 'webhook' : 'schema'
  const place = kind.scope === 'Cluster' ? '' : '/namespaces/bookinfo'
  const query = 'dryRun=All&fieldValidation=Strict&fieldManager=vardia'
  return {
    text,
    value: documents[0]?.value,
    path: `/apis/${String(object['apiVersion'])}${place}/${kind.plural}?${query}`,
    verdict: errors.length === 0 ? 'ok' : refusing,
    faults: errors.map(({ path, code, params }) => `${path} ${code} ${JSON.stringify(params)}`),
    warnings: all.filter(({ severity }) => severity === 'warning').map(({ path, code }) => `${path} ${code}`),
  }
}
