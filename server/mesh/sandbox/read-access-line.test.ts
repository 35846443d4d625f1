import { expect, it } from 'vitest'
import { readAccessLine } from '#server/mesh/sandbox/read-access-line.ts'

const text = (operation: string, cluster = 'inbound|9080||', remote = '10.244.0.7:41234') =>
  `[2026-11-21T20:00:00.000Z] "${operation}" 200 - via_upstream - "-" 0 178 4 3 "-" "curl/8" "id-1" "details:9080" "10.244.0.9:9080" ${cluster} 127.0.0.6:5 10.244.0.9:9080 ${remote} outbound_.9080_._.details.bookinfo.svc.cluster.local default`

it.each<[string, string, object | undefined]>([
  [
    'a request that came in',
    text('GET /details/0?x=1 HTTP/1.1'),
    { method: 'GET', path: '/details/0?x=1', host: 'details:9080', ip: '10.244.0.7' },
  ],
  ['an address of version 6', text('GET / HTTP/2', 'inbound|80||', '[fd00::7]:41234'), { ip: 'fd00::7' }],
  ['what went out', text('GET / HTTP/1.1', 'outbound|9080||details.bookinfo.svc.cluster.local'), undefined],
  ['a path with blanks', text('GET /a b HTTP/1.1'), { path: '/a b' }],
  ['a connection', text('- - -'), undefined],
  ['a word of the proxy itself', '2026-11-21T20:00:00Z\tinfo\tEnvoy proxy is ready', undefined],
  ['nothing', '', undefined],
  ['no JSON', '{"method":', undefined],
  ['JSON of something else', '{"method":"GET"}', undefined],
  ['a line without end', text(`GET /${'a'.repeat(10_000)} HTTP/1.1`), undefined],
  [
    'the JSON format',
    JSON.stringify({
      ...{ method: 'POST', path: '/pay', authority: 'pay', upstream_cluster: 'inbound|8080||' },
      downstream_remote_address: '10.0.0.1:1',
    }),
    { method: 'POST', path: '/pay', host: 'pay', ip: '10.0.0.1' },
  ],
])('%s', (_what, line, request) => {
  if (request) expect(readAccessLine(line)).toMatchObject(request)
  else expect(readAccessLine(line)).toBeUndefined()
})
