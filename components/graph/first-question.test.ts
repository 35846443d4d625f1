import { expect, test } from 'vitest'
import { chooseFirstQuestion } from '#components/graph/first-question.ts'

const readable = ['bookinfo', 'shop']
const choose = (query: string, names: readonly string[] = readable) =>
  chooseFirstQuestion(new URLSearchParams(query), names)
const namespacesOf = (query: string) =>
  new URL(choose(query)?.address ?? '', 'http://console').searchParams.get('namespaces')

test('a URL that says all of the view is asked for, whatever this browser remembers', () => {
  const question = choose('ns=shop&range=10m&refresh=15s&view=app')
  expect(question?.unless).toBeUndefined()
  expect(question?.address).toMatch(/\/api\/v1\/graph\?namespaces=shop&view=app&rangeSeconds=600&/)
})

test('what the URL leaves out may be remembered, so the question stands only where nothing is', () => {
  for (const query of ['', 'ns=shop', 'ns=shop&range=10m', 'range=10m&refresh=15s'])
    expect(choose(query)?.unless).toBe('view')
})

test('no namespace chosen means all that may be looked into; chosen ones stand as they are', () => {
  expect(namespacesOf('')).toBe('bookinfo,shop')
  expect(namespacesOf('ns=*&range=1m&refresh=15s')).toBe('bookinfo,shop')
  expect(namespacesOf('ns=elsewhere&range=1m&refresh=15s')).toBe('elsewhere')
})

test.each([
  ['a comparison with a moment', 'base=2026-11-21T07:00:00Z', readable],
  ['a comparison with namespaces', 'basens=shop', readable],
  ['a snapshot', 'snapshot=0123456789ab', readable],
  ['no namespace at all', '', []],
  ['more names than an address holds', '', Array.from({ length: 300 }, (_, at) => `namespace-${at}`)],
])('%s is no GET of one graph', (_, query, names) => {
  expect(choose(query, names)).toBeUndefined()
})
