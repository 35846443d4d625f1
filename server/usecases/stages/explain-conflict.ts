import type { Conflict } from '#contract/writing.ts'
import { type Difference, formatPath } from '#server/mesh/changes/diff-values.ts'
import { type FieldManager, findManagers, listManagers } from '#server/mesh/changes/find-managers.ts'
import { mergeChanges } from '#server/mesh/changes/merge-changes.ts'
import { cutServerFields, orderAsWritten, orderLike } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { type ConfigOwner, findOwner } from '#server/mesh/config/find-owner.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What the write is of, and the three versions of it; each as an object of JSON, undefined where there is none. */
export interface Versions {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly base: JsonObject | undefined
  readonly mine: JsonObject | undefined
  /** As it is stored, whole. */
  readonly theirs: JsonObject | undefined
}

const mostFields = 200
const codes = {
  changed: 'apply-changed',
  removed: 'apply-gone',
  exists: 'apply-exists',
  owned: 'apply-owned',
} as const

/**
 * The Problem of a write that would take away what somebody else wrote, with all that a person needs to decide: the three
 * versions, both changes together as far as they fit, and who wrote what is in the way.
 *
 * @param owned values that others keep, of a write that is of the newest version
 */
export async function explainConflict(
  why: Conflict['why'],
  versions: Versions,
  { adapters, signal }: Pick<UseCaseContext, 'adapters' | 'signal'>,
  owned: readonly Difference[] = [],
): Promise<Problem> {
  const { kind, namespace, name, theirs } = versions
  const [base, mine, stored] = [versions.base, versions.mine, theirs].map(
    (object) => object && orderAsWritten(cutServerFields(object)),
  )
  const { value, clashes } = mergeChanges(base, mine, stored)
  const merged = stored ? orderLike(value, stored) : undefined
  // In one order, so that their lines differ where their values do.
  const [first, second] = stored ? [base, mine].map((each) => each && orderLike(each, stored)) : [base, mine]
  const texts = await adapters.texts.format([first, second, stored, merged], { signal })
  const [baseText = '', mineText = '', theirText = '', mergedText = ''] = texts
  const managers = theirs ? listManagers(theirs) : []
  const fields: Conflict['fields'] =
    why === 'owned'
      ? owned.map(({ steps, before, after }) =>
          presentField(steps, { base: before, mine: after, theirs: before }, { theirs, managers }),
        )
      : clashes.map(({ steps, ...values }) => presentField(steps, values, { theirs, managers }))
  const [newest] = managers
  const owner = theirs && readOwner(theirs)
  const resourceVersion = asRecord(theirs?.['metadata'])['resourceVersion']
  return new Problem({
    kind: 'conflict',
    code: codes[why],
    params: { kind, namespace, name, by: newest?.name ?? '', count: fields.length, owner: nameOwner(owner) },
    conflict: {
      why,
      base: baseText,
      mine: mineText,
      theirs: theirText,
      merged: mergedText,
      ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
      fields: fields.slice(0, mostFields),
      ...(newest ? { by: { manager: newest.name, ...(newest.time ? { at: newest.time } : {}) } } : {}),
      ...(owner ? { owner } : {}),
    },
  })
}

function presentField(
  steps: readonly (string | number)[],
  values: { readonly base: unknown; readonly mine: unknown; readonly theirs: unknown },
  { theirs, managers }: { theirs: JsonObject | undefined; managers: readonly FieldManager[] },
): Conflict['fields'][number] {
  const told = Object.entries(values).filter(([, value]) => value !== undefined)
  const writers = theirs ? findManagers(theirs, steps, managers).map(({ name }) => name) : []
  return { path: formatPath(steps), ...Object.fromEntries(told), managers: [...new Set(writers)] }
}

/** Who keeps an object as the API server has it. */
export function readOwner(object: JsonObject): ConfigOwner | undefined {
  const metadata = asRecord(object['metadata'])
  const references = metadata['ownerReferences']
  const controller = (Array.isArray(references) ? references : [])
    .map((each: unknown) => asRecord(each))
    .find((each) => each['controller'] === true)
  return findOwner({
    name: String(metadata['name'] ?? ''),
    namespace: String(metadata['namespace'] ?? ''),
    uid: '',
    resourceVersion: '',
    creationTimestamp: '',
    labels: readTexts(metadata['labels']),
    annotations: readTexts(metadata['annotations']),
    managers: listManagers(object).map(({ name }) => name),
    ...(controller && {
      owner: {
        apiVersion: String(controller['apiVersion'] ?? ''),
        kind: String(controller['kind'] ?? ''),
        name: String(controller['name'] ?? ''),
      },
    }),
  })
}

function readTexts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asRecord(value)).map(([name, each]) => [name, String(each)]))
}

function nameOwner(owner: ConfigOwner | undefined): string {
  return owner ? `${owner.tool}${owner.name ? ` ${owner.name}` : ''}` : ''
}
