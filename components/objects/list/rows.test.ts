import { describe, expect, it } from 'vitest'
import { buildRows, formatSort, parseSort } from '#components/objects/list/rows.ts'
import { nameFile, writeCsv, writeJson } from '#components/objects/list/take-list.ts'
import type { ListDefinition, ObjectColumn, ObjectItem } from '#components/objects/list/types.ts'
import { buildListQuery, parseListState } from '#components/objects/list/use-list-state.ts'
import type { HealthStatus } from '#contract/words.ts'

const build = (name: string, status: HealthStatus, requestsPerSecond?: number): ObjectItem => ({
  cluster: 'c',
  namespace: 'shop',
  kind: 'Deployment',
  name,
  health: { status, reasons: [] },
  requestsPerSecond,
})

const ranks: readonly HealthStatus[] = ['failing', 'degraded', 'healthy']
const columns: readonly ObjectColumn<ObjectItem>[] = [
  { id: 'name', value: ({ name }) => name, cell: () => null },
  {
    id: 'health',
    value: ({ health }) => health?.status,
    order: ({ health }) => health && ranks.indexOf(health.status),
    cell: () => null,
  },
  { id: 'traffic', value: ({ requestsPerSecond }) => requestsPerSecond, cell: () => null },
]
const items = [
  build('b', 'healthy', 9),
  build('a', 'healthy'),
  build('c', 'failing', 10),
  build('=1+1', 'degraded', 0),
]
const sorted = (sort: string) =>
  buildRows(items, columns, parseSort(sort, columns)).map(({ item }) => item.name)

describe('sorting', () => {
  it.each([
    ['', ['c', '=1+1', 'a', 'b']],
    ['name', ['=1+1', 'a', 'b', 'c']],
    ['-name', ['c', 'b', 'a', '=1+1']],
    ['traffic', ['=1+1', 'b', 'c', 'a']],
    ['-traffic', ['c', 'b', '=1+1', 'a']],
    ['no-such-column', ['c', '=1+1', 'a', 'b']],
  ])('by "%s"; what has no value stands last in both directions', (sort, names) =>
    expect(sorted(sort)).toEqual(names),
  )

  it('goes to the URL and back', () => {
    for (const text of ['', 'name', '-traffic']) expect(formatSort(parseSort(text, columns))).toBe(text)
  })
})

describe('the URL of a list', () => {
  it.each([
    { filter: '', sort: '' },
    { filter: 'health:failing label:a=b&c <img>', sort: '-traffic' },
  ])('gives back %j and keeps the rest', (state) => {
    const query = buildListQuery(state, new URLSearchParams('ns=shop,books&sort=old'))
    expect(parseListState(new URLSearchParams(query))).toEqual(state)
    expect(query).toMatch(/^\?ns=shop,books/)
  })
})

describe('a saved list', () => {
  const definition: ListDefinition<ObjectItem> = {
    id: 'workloads',
    columns,
    first: ['name'],
    facts: {},
    tellsTraffic: false,
  }
  const rows = buildRows(items, columns, parseSort('name', columns))

  it('has every column as CSV, nothing measured empty, no text a formula', () => {
    expect(writeCsv(definition, rows)).toBe(
      "name,health,traffic\r\n'=1+1,degraded,0\r\na,healthy,\r\nb,healthy,9\r\nc,failing,10\r\n",
    )
  })

  it('is the answer of the API as JSON, in the order of the rows', () => {
    const read: { items: { name: string }[] } = JSON.parse(writeJson(rows, '2026-11-21T07:05:09.120Z'))
    expect(read.items.map(({ name }) => name)).toEqual(['=1+1', 'a', 'b', 'c'])
  })

  it('is named by its moment', () => {
    expect(nameFile('workloads', '2026-11-21T07:05:09.120Z', 'csv')).toBe(
      'vardia-workloads-20261121T070509Z.csv',
    )
    expect(nameFile('workloads', undefined, 'json')).toBe('vardia-workloads-unknown.json')
  })
})
