import { findForeignChange, type MarksFault } from '#server/mesh/changes/check-marks.ts'
import { diffStored } from '#server/mesh/changes/diff-stored.ts'
import { diffValues } from '#server/mesh/changes/diff-values.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import { labelledKinds } from '#server/mesh/checks/check-target.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { customKinds } from '#server/mesh/schemas/custom-kinds.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Change } from '#server/usecases/stages/check-change.ts'
import type { ServedKinds } from '#server/usecases/stages/read-schemas.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * What saving one document comes to, by what is stored now, read as the viewer. Of kinds of Kubernetes only Istio's labels and
 * annotations are written, and none is made or removed: `tooMuch` says what is more. Throws what the Kubernetes adapter throws.
 */
export async function planWrite(
  change: Change,
  operation: 'apply' | 'remove',
  {
    served,
    context,
  }: { served: ServedKinds; context: Pick<UseCaseContext, 'adapters' | 'session' | 'signal'> },
): Promise<PlannedWrite & { readonly tooMuch?: MarksFault }> {
  const { adapters, session, signal } = context
  const { apiVersion, namespace, name } = change
  const resource = { apiVersion, plural: findPlural(change, served), namespace, name }
  const stored = await adapters.kubernetes.readResource(session.viewer, resource, signal)
  const value = cutServerFields(asRecord(change.value))
  const wanted: JsonObject = {
    ...value,
    metadata: { ...asRecord(value['metadata']), ...(namespace === '' ? {} : { namespace }) },
  }
  const facts = { change, resource, stored, wanted }
  const { kind } = change
  const isLabelled = Object.hasOwn(labelledKinds, `${apiVersion}/${kind}`)
  const whole = { path: 'kind', code: 'target-labels-whole', params: { kind } }
  if (operation === 'remove')
    return { ...facts, operation, differences: [], ...(isLabelled ? { tooMuch: whole } : {}) }
  if (!stored) {
    const differences = diffValues({}, wanted)
    return { ...facts, operation: 'create', differences, ...(isLabelled ? { tooMuch: whole } : {}) }
  }
  const differences = diffStored(stored, wanted)
  const tooMuch = isLabelled ? findForeignChange(kind, differences) : undefined
  return {
    ...facts,
    operation: differences.length > 0 ? 'update' : 'none',
    differences,
    ...(tooMuch ? { tooMuch } : {}),
  }
}

function findPlural({ apiVersion, kind }: Change, served: ServedKinds): string {
  const [group = ''] = apiVersion.split('/', 1)
  return (
    served.kinds.get(`${apiVersion}/${kind}`)?.plural ??
    labelledKinds[`${apiVersion}/${kind}`]?.plural ??
    customKinds.find((known) => known.group === group && known.kind === kind)?.plural ??
    `${kind.toLowerCase()}s`
  )
}
