import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRequest } from '#e2e/real/fidelity/kubernetes/check-requests.ts'
import { openSides, type Sides } from '#e2e/real/fidelity/kubernetes/open-sides.ts'
import { requestRows } from '#e2e/real/fidelity/kubernetes-requests/table.ts'
import type { KubernetesRow } from '#e2e/real/fidelity/kubernetes-requests/types.ts'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'

const promised = 500
let sides: Sides
let found: readonly (readonly string[])[]

beforeAll(async () => {
  sides = await openSides(await buildPrograms())
  found = await runRows(requestRows, (row) => checkRequest(sides.demo, sides.real, row), 8)
})
afterAll(() => sides?.stop())

function nameRow({ path, method = 'GET', as, headers, body }: KubernetesRow): string {
  const asked = [method, path, ...(as ? [`as ${as}`] : [])].join(' ')
  return `${asked}${headers?.['accept'] ? ` (${headers['accept']})` : ''}${body ? ` ${body}` : ''}`
}

describe('the demo answers as kube-apiserver', () => {
  requestRows.forEach((row, at) => {
    const leftOut = row.leftOut ? ' is left out by the demo, which says so' : ''
    test(`${nameRow(row)}${leftOut}`, () => expect(found[at]).toEqual([]))
  })

  test(`at least ${promised} requests agree`, () => {
    const agreed = requestRows.filter((row, at) => !row.leftOut && found[at]?.length === 0).length
    const leftOut = requestRows.filter((row) => row.leftOut).length
    console.log(`\nfidelity kube-apiserver: ${agreed} requests agree, ${leftOut} are left out by the demo`)
    expect(agreed).toBeGreaterThanOrEqual(promised)
  })

  test('every object of the demo is one that the API server takes', () => {
    expect(sides.refused).toEqual([])
  })

  test('every object of the demo is as the API server keeps it, defaults and all', () => {
    expect(sides.keptOtherwise).toEqual([])
  })
})
