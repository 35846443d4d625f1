import { describe, expect, it } from 'vitest'
import { diffStored } from '#server/mesh/changes/diff-stored.ts'
import {
  buildJsonPatch,
  diffValues,
  type PatchOperation,
  type Step,
} from '#server/mesh/changes/diff-values.ts'
import { createDraw, type Draw, generateObject } from '#server/mesh/changes/generate-object.test-support.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import { customKinds } from '#server/mesh/schemas/custom-kinds.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

type JsonObject = Record<string, unknown>

/** What the API server adds to an object of its own. */
const serverMetadata = {
  uid: '0e1c',
  resourceVersion: '41',
  generation: 3,
  creationTimestamp: '2026-11-21T12:00:00Z',
  managedFields: [{ manager: 'kubectl', operation: 'Update' }],
}
const lastApplied = { 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{}}' }

function store(object: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject
  const annotations = { ...(metadata['annotations'] as JsonObject), ...lastApplied }
  return { ...object, metadata: { ...metadata, ...serverMetadata, annotations }, status: { conditions: [] } }
}

/** Every place in an object that a person may edit. */
function listPlaces(value: unknown, steps: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: [Step, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, at): [Step, unknown] => [at, item])
    : Object.entries(value)
  return entries.flatMap(([step, member]) => {
    const at = [...steps, step]
    const isIdentity =
      at.length === 1 ? step !== 'spec' && step !== 'metadata' : at[1] === 'name' || at[1] === 'namespace'
    if (isIdentity) return []
    return at.length === 1 ? listPlaces(member, at) : [at, ...listPlaces(member, at)]
  })
}

/** One edit of the object, in place. Returns where. Of lists an edit moves what comes after it, so it is one of the list. */
function edit(object: JsonObject, draw: Draw): readonly Step[] {
  const places = listPlaces(object)
  if (places.length === 0) {
    object['spec'] = { added: 0 }
    return ['spec']
  }
  const steps = draw.pick(places)
  const parents = steps.slice(0, -1)
  const last = steps.at(-1) as Step
  const parent = parents.reduce<unknown>((value, step) => (value as Record<Step, unknown>)[step], object)
  const next = draw.pick<unknown>([0, '', false, [], {}, 'new', 7, true, [{ a: 0 }], { b: '' }])
  if (Array.isArray(parent) && typeof last === 'number') {
    const kind = draw.below(3)
    if (kind === 0) parent.splice(last, 1)
    else if (kind === 1) parent.splice(last, 0, next)
    else parent[last] = next
    return parents
  }
  const record = parent as JsonObject
  // Labels and annotations are maps of text.
  const isMarks = steps[0] === 'metadata'
  if (isMarks && steps.length === 3) record[last] = draw.pick(['', 'new'])
  else if (isMarks || draw.below(3) === 0) delete record[last]
  else record[last] = next
  return steps
}

/** RFC 6902 as far as the console sends it. */
function patch(object: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  const copy = structuredClone(object)
  for (const { op, path, value } of operations) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = steps.pop() ?? ''
    const parent = steps.reduce<unknown>((at, step) => (at as JsonObject)[step], copy)
    if (Array.isArray(parent)) {
      if (op === 'remove') parent.splice(Number(last), 1)
      else if (op === 'add') parent.splice(Number(last), 0, value)
      else parent[Number(last)] = value
    } else if (op === 'remove') delete (parent as JsonObject)[last]
    else (parent as JsonObject)[last] = value
  }
  return copy
}

const formatPointer = (steps: readonly Step[]) =>
  steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
const isWithin = (path: string, of: string) => path === of || path.startsWith(`${of}/`)

const rounds = 120

describe('the patch of an edited object', () => {
  it.each(customKinds.map((kind) => [`${kind.group} ${kind.kind}`, kind] as const))(
    'of %s names only what was edited, and leads to what was written',
    (_name, kind) => {
      for (let seed = 1; seed <= rounds; seed += 1) {
        const draw = createDraw(seed)
        const stored = store(generateObject(kind, draw))
        const wanted = structuredClone(cutServerFields(stored)) as JsonObject
        const edited = Array.from({ length: 1 + draw.below(3) }, () => edit(wanted, draw)).map(formatPointer)
        const operations = buildJsonPatch(diffStored(stored, wanted))
        for (const { path } of operations)
          expect([seed, path, edited.some((each) => isWithin(path, each) || isWithin(each, path))]).toEqual([
            seed,
            path,
            true,
          ])
        const after = patch(stored, operations)
        expect([seed, cutServerFields(after)]).toEqual([seed, cutServerFields(wanted)])
        expect((after['metadata'] as JsonObject)['managedFields']).toEqual(serverMetadata.managedFields)
        expect(JSON.stringify(after)).toContain('last-applied-configuration')
        expect(after['status']).toEqual(stored['status'])
      }
    },
  )

  it('is empty where nothing was edited, also when the text took its way through YAML', async () => {
    const texts = openTextChecker()
    try {
      const objects = customKinds.flatMap((kind) =>
        [1, 2, 3].map((seed) => store(generateObject(kind, createDraw(seed)))),
      )
      const signal = AbortSignal.timeout(60_000)
      const written = await texts.format(objects.map(cutServerFields), { signal })
      for (const [at, text] of written.entries()) {
        const answer = await texts.check(text, { signal })
        const value = 'checked' in answer ? answer.checked.documents[0]?.value : undefined
        expect(diffValues(cutServerFields(objects[at] ?? {}), value)).toEqual([])
      }
    } finally {
      texts.close()
    }
  }, 60_000)
})
