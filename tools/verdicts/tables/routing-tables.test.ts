import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeCases } from '#tools/verdicts/judge-cases.ts'
import { destinationRule } from '#tools/verdicts/tables/destination-rule.ts'
import { sidecarScope } from '#tools/verdicts/tables/sidecar-scope.ts'
import { virtualService } from '#tools/verdicts/tables/virtual-service.ts'

/** Verdicts of Istio's own code beside a development checkout; absent elsewhere. */
const folder = new URL('../../../../shared/cases/', import.meta.url)

describe.each([sidecarScope, destinationRule, virtualService])('the verdicts of $name', (table) => {
  const file = new URL(`${table.name}.json`, folder)

  it.skipIf(!existsSync(file))('are those of Istio, in every field', () => {
    const cases: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const results = judgeCases(table, Array.isArray(cases) ? cases : [])
    expect(results.length).toBeGreaterThan(0)
    expect(results.filter(({ differing, beyond }) => differing.length + beyond.length > 0)).toEqual([])
  })
})
