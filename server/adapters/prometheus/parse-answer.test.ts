import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseEnvelope, parseMatrix, parseVector } from '#server/adapters/prometheus/parse-answer.ts'
import { isProblem } from '#server/problem.ts'

const asked = { address: 'http://prometheus', target: '/api/v1/query' }
const json = (text: string, status = 200) => ({ status, contentType: 'application/json', text })
const vectorOf = (text: string) => parseVector(parseEnvelope(json(text), asked).data, asked)

test.each([
  ['no object', '[]'],
  ['no data', '{"status":"success"}'],
  ['a result that is no list', '{"status":"success","data":{"resultType":"vector","result":{}}}'],
  [
    'a series without labels',
    '{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]}]}}',
  ],
  [
    'a value that is no pair',
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":1}]}}',
  ],
  [
    'a value that is no number',
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}',
  ],
  [
    'a native histogram',
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}',
  ],
])('%s is said to be of an unknown shape', (_name, text) => {
  expect(() => vectorOf(text)).toThrow(
    expect.objectContaining({ kind: 'unsupported', code: 'prometheus-shape' }),
  )
})

const folder = new URL('../../../../shared/recorded/prometheus/', import.meta.url)

describe.skipIf(!existsSync(folder))('what a real Prometheus answered', () => {
  const statuses = new Map(
    (existsSync(folder) ? readFileSync(new URL('index.tsv', folder), 'utf8') : '')
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([name = '', status]) => [name, Number(status)]),
  )
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => /^(query|range|error)-.*\.json$/.test(file))
    : []
  test.each(files.map((file) => [file]))('%s', (file) => {
    const name = file.replace('.json', '')
    const text = readFileSync(new URL(file, folder), 'utf8')
    const read = () => {
      const { data } = parseEnvelope({ ...json(text, statuses.get(name) ?? 200) }, asked)
      return /^range|matrix/.test(name) ? parseMatrix(data, asked) : parseVector(data, asked)
    }
    if (/^error|string/.test(name)) {
      expect(read).toThrow(expect.objectContaining({ name: 'Problem' }))
      return
    }
    const read0: unknown[] = [...read()]
    const { result } = JSON.parse(text).data as { result: unknown[] } // a recorded file of known shape
    expect(read0).toHaveLength(name.includes('scalar') ? 1 : result.length)
  })

  test('a query that took too long is a timeout in its own words', () => {
    const text = readFileSync(new URL('error-timeout.json', folder), 'utf8')
    try {
      parseEnvelope(json(text, 503), asked)
      expect.unreachable()
    } catch (error) {
      expect(isProblem(error) && error.kind).toBe('timeout')
      expect(isProblem(error) && String(error.cause)).toContain('query timed out in expression evaluation')
    }
  })
})
