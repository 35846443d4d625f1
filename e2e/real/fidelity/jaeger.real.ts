import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkTracing } from '#e2e/real/fidelity/jaeger/check-requests.ts'
import { openTracingSides, type TracingSides } from '#e2e/real/fidelity/jaeger/open-sides.ts'
import { tracingRows } from '#e2e/real/fidelity/jaeger/requests.ts'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'

const promised = 30
let sides: TracingSides
let found: readonly (readonly string[])[]

beforeAll(async () => {
  const { jaeger } = await buildPrograms()
  sides = await openTracingSides(jaeger)
  found = await runRows(tracingRows, (row) => checkTracing(sides, row), 4)
})
afterAll(() => sides?.stop())

describe('the demo answers as Jaeger', () => {
  tracingRows.forEach(({ path, older }, at) => {
    test(`GET ${path}${older ? ` (2.13 differs: ${older})` : ''}`, () => expect(found[at]).toEqual([]))
  })

  test(`at least ${promised} requests agree`, () => {
    const agreed = tracingRows.filter(({ older }, at) => !older && found[at]?.length === 0).length
    console.log(`\nfidelity jaeger: ${agreed} requests agree over ${sides.traceIds.length} traces`)
    expect(agreed).toBeGreaterThanOrEqual(promised)
  })
})
