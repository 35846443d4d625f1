import * as z from 'zod/mini'
import { checkObject } from '#server/mesh/checks/check-object.ts'
import { parseManifests } from '#tools/verdicts/load-case.ts'
import type { VerdictTable } from '#tools/verdicts/table.ts'

const badInputSchema = z.object({
  id: z.string(),
  kind: z.string(),
  yaml: z.string(),
  expect: z.enum(['error', 'warning', 'ok']),
  layer: z.string(),
})

export const badInputs: VerdictTable = {
  name: 'bad-inputs',
  judge: (rawCase) => {
    const { yaml, expect, layer } = badInputSchema.parse(rawCase)
    const faults = parseManifests(yaml).flatMap((object) => checkObject(object))
    const levels = new Set(faults.map(({ level }) => level))
    const worst = levels.has('error') ? 'error' : levels.has('warning') ? 'warning' : 'ok'
    // Where the schema refuses, the webhook is not asked; the verdicts name every layer that would.
    const bySchema = faults.some((fault) => fault.layer === 'schema')
    return [
      { field: 'expect', ours: worst, theirs: expect },
      { field: 'refused by the schema', ours: bySchema, theirs: layer.includes('schema'), beyond: true },
    ]
  },
}
