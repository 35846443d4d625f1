import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSides, type Sides } from '#e2e/real/fidelity/kubernetes/open-sides.ts'
import { checkWrite } from '#e2e/real/fidelity/kubernetes-writes/check-write.ts'
import type { WriteRow } from '#e2e/real/fidelity/kubernetes-writes/paths.ts'
import { writeRows } from '#e2e/real/fidelity/kubernetes-writes/table.ts'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'

const promised = 200
let sides: Sides
let found: readonly (readonly string[])[]

beforeAll(async () => {
  sides = await openSides(await buildPrograms())
  // One after the other: each row stands on those before it.
  found = await runRows(writeRows, (row) => checkWrite(sides.demo, sides.real, row), 1)
})
afterAll(() => sides?.stop())

const nameRow = ({ method, path, as, headers, body }: WriteRow, at: number) =>
  `${at}. ${method} ${path}${as ? ` as ${as}` : ''} ${headers?.['content-type'] ?? ''} ${body?.slice(0, 200) ?? ''}`

describe('the demo takes writes as kube-apiserver does', () => {
  writeRows.forEach((row, at) => {
    test(nameRow(row, at), () => expect(found[at]).toEqual([]))
  })

  test(`at least ${promised} writes agree`, () => {
    const agreed = writeRows.filter((_row, at) => found[at]?.length === 0).length
    console.log(`\nfidelity kube-apiserver: ${agreed} writes agree`)
    expect(agreed).toBeGreaterThanOrEqual(promised)
  })
})
