import { expect, test } from 'vitest'
import { parseDuration, parseFacts } from '#server/adapters/prometheus/read-facts.ts'

test.each([
  ['15d', 1_296_000],
  ['1h30m', 5400],
  ['500ms', 0.5],
  ['6h', 21_600],
  ['15d or 512MB', 1_296_000],
  ['0s', undefined],
  ['512MB', undefined],
  ['', undefined],
  [undefined, undefined],
])('the duration %s is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

const config = (yaml: string) => ({ yaml })
test.each([
  ['the default where nothing is told', undefined, 60],
  ['the global interval', config('global: {scrape_interval: 15s}'), 15],
  ['the default where the file says none', config('scrape_configs: []'), 60],
  [
    'the slowest job that may hold proxies',
    config(`global: {scrape_interval: 10s}
scrape_configs:
- {job_name: node, scrape_interval: 5m}
- {job_name: envoy-stats, scrape_interval: 20s}
- {job_name: kubernetes-pods}`),
    20,
  ],
  ['the default where it is no YAML', config('{'), 60],
])('the scrape interval is %s', async (_name, configAnswer, seconds) => {
  const facts = await parseFacts({
    buildInfo: undefined,
    config: configAnswer,
    runtimeInfo: undefined,
    flags: undefined,
  })
  expect(facts).toEqual({ version: '', scrapeIntervalSeconds: seconds })
})

test('the retention is the running one, else the flag', async () => {
  const rest = { buildInfo: { version: '3.0.0' }, config: undefined }
  const flags = { 'storage.tsdb.retention.time': '30d' }
  expect(await parseFacts({ ...rest, runtimeInfo: { storageRetention: '6h' }, flags })).toMatchObject({
    version: '3.0.0',
    retentionSeconds: 21_600,
  })
  expect(await parseFacts({ ...rest, runtimeInfo: undefined, flags })).toMatchObject({
    retentionSeconds: 2_592_000,
  })
})
