import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkCall } from '#e2e/real/fidelity/prometheus/check-calls.ts'
import { checkExpression } from '#e2e/real/fidelity/prometheus/check-expressions.ts'
import { type OpenServers, openLiveServers, openServers } from '#e2e/real/fidelity/prometheus/open-servers.ts'
import { callRows, liveRows } from '#e2e/real/fidelity/prometheus-calls/table.ts'
import type { CallRow } from '#e2e/real/fidelity/prometheus-calls/types.ts'
import { expressionRows } from '#e2e/real/fidelity/prometheus-expressions/table.ts'
import type { ExpressionRow } from '#e2e/real/fidelity/prometheus-expressions/types.ts'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'

const promised = { expressions: 390, requests: 110 }
type Found = readonly (readonly string[])[]
const opened: OpenServers[] = []
let expressions: Found
let calls: Found
let live: Found

beforeAll(async () => {
  const { prometheus } = await buildPrograms()
  const loaded = await openServers(prometheus)
  opened.push(loaded)
  expressions = await runRows(expressionRows, (row) => checkExpression(loaded, row), 4)
  calls = await runRows(callRows, (row) => checkCall(loaded, row), 4)
  const present = await openLiveServers(prometheus)
  opened.push(present)
  live = await runRows(liveRows, (row) => checkCall(present, row), 4)
})
afterAll(() => Promise.all(opened.map((servers) => servers.stop())))

interface Row {
  readonly older?: string
  readonly leftOut?: string
}

function remark({ older, leftOut }: Row): string {
  if (leftOut) return ' is left out by the demo, which says so'
  return older ? ` (2.42 differs: ${older})` : ''
}

const countAgreed = (rows: readonly Row[], found: Found) =>
  rows.filter(({ leftOut }, at) => !leftOut && found[at]?.length === 0).length

function nameExpression({ query, onGrid, rangeSeconds }: ExpressionRow): string {
  return `${JSON.stringify(query)}${onGrid ? ' on the grid' : ''}${rangeSeconds ? ' step by step' : ''}`
}

function nameCall({ path, method, form, body }: CallRow): string {
  const sent = form ? ` ${new URLSearchParams(form)}` : body ? ` ${body.type} ${body.text.slice(0, 40)}` : ''
  return `${method ?? (form ? 'POST' : 'GET')} ${path}${sent}`
}

describe('the demo evaluates as Prometheus 3', () => {
  expressionRows.forEach((row, at) => {
    test(`${nameExpression(row)}${remark(row)}`, () => expect(expressions[at]).toEqual([]))
  })
})

describe('the demo speaks the HTTP API of Prometheus 3', () => {
  callRows.forEach((row, at) => {
    test(`${nameCall(row)}${remark(row)}`, () => expect(calls[at]).toEqual([]))
  })
  liveRows.forEach((row, at) => {
    test(`${nameCall(row)} of a server at work${remark(row)}`, () => expect(live[at]).toEqual([]))
  })
})

test(`at least ${promised.expressions} expressions and ${promised.requests} requests agree`, () => {
  const agreed = countAgreed(expressionRows, expressions)
  const requests = countAgreed(callRows, calls) + countAgreed(liveRows, live)
  const all: readonly Row[] = [...expressionRows, ...callRows, ...liveRows]
  const leftOut = all.filter((row) => row.leftOut).length
  console.log(
    `\nfidelity prometheus: ${agreed} expressions and ${requests} requests agree, ${leftOut} are left out by the demo`,
  )
  expect(agreed).toBeGreaterThanOrEqual(promised.expressions)
  expect(requests).toBeGreaterThanOrEqual(promised.requests)
})
