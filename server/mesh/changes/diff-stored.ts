import { type Difference, diffValues } from '#server/mesh/changes/diff-values.ts'
import { cutServerFields, lastApplied } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * What a write has to change of what is stored, so that it becomes what a person wrote. What the API server and kubectl keep
 * in metadata is in no text, and stays as it is: neither a text without annotations nor the first annotation takes it away.
 *
 * @param stored as the API server has it
 */
export function diffStored(stored: JsonObject, wanted: JsonObject): readonly Difference[] {
  const hidden = asRecord(asRecord(stored['metadata'])['annotations'])[lastApplied]
  const [before, after] = [stored, wanted].map(cutServerFields)
  if (hidden === undefined) return diffValues(before, after)
  const keep = (object: JsonObject | undefined): JsonObject => {
    const metadata = asRecord(object?.['metadata'])
    const annotations = { ...asRecord(metadata['annotations']), [lastApplied]: hidden }
    return { ...object, metadata: { ...metadata, annotations } }
  }
  return diffValues(keep(before), keep(after))
}
