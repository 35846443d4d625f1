import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIstiod } from '#e2e/real/fidelity/istiod/check-requests.ts'
import { type IstiodSides, openIstiodSides } from '#e2e/real/fidelity/istiod/open-sides.ts'
import { istiodRows } from '#e2e/real/fidelity/istiod/requests.ts'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'

const promised = 29
let sides: IstiodSides
let found: readonly (readonly string[])[]

beforeAll(async () => {
  sides = await openIstiodSides(await buildPrograms())
  found = await runRows(istiodRows, (row) => checkIstiod(sides, row), 4)
})
afterAll(() => sides?.stop())

describe('the demo answers as istiod', () => {
  istiodRows.forEach(({ path, leftOut }, at) => {
    const remark = leftOut ? ' is left out by the demo, which says so' : ''
    test(`GET ${path}${remark}`, () => expect(found[at]).toEqual([]))
  })

  test(`at least ${promised} requests agree`, () => {
    const agreed = istiodRows.filter(({ leftOut }, at) => !leftOut && found[at]?.length === 0).length
    const leftOut = istiodRows.filter((row) => row.leftOut).length
    console.log(`\nfidelity istiod: ${agreed} requests agree, ${leftOut} are left out by the demo`)
    expect(agreed).toBeGreaterThanOrEqual(promised)
  })
})
