import { expect, it } from 'vitest'
import { GET as config } from '#app/api/v1/config/route.ts'
import { GET as namespaces } from '#app/api/v1/namespaces/route.ts'
import { GET as services } from '#app/api/v1/services/route.ts'
import { POST as choose } from '#app/api/v1/session/identity/route.ts'
import { GET as session } from '#app/api/v1/session/route.ts'
import { GET as workloads } from '#app/api/v1/workloads/route.ts'
import { openState } from '#server/http/opened-state.test-support.ts'
import { peerHeader } from '#server/http/session.ts'

const rounds = 5_000
const together = 20

const cheap = [
  { path: 'session', get: session, mark: '"name":"admin","anonymous"' },
  { path: 'namespaces', get: namespaces, mark: '"shop"' },
] as const
/** Each with what the answer holds for the administrator and must not hold for the editor of bookinfo. */
const asked = [
  ...[...cheap, ...cheap, ...cheap, ...cheap],
  { path: 'services', get: services, mark: '"namespace":"shop"' },
  { path: 'workloads', get: workloads, mark: '"namespace":"shop"' },
  { path: 'config', get: config, mark: '"namespace":"shop"' },
] as const

it("answers two people who ask in turns, ten thousand times, each their own and never the other's", async () => {
  const opened = await openState({
    VARDIA_PROMETHEUS_URL: '',
    VARDIA_CHECK_OUTPUT: 'false',
    VARDIA_LOG_LEVEL: 'warn',
  })
  try {
    const local = { [peerHeader]: 'loopback' }
    const signIn = async (name: string) => {
      const answer = await choose(
        new Request('http://localhost/api/v1/session/identity', {
          ...{ method: 'POST', body: JSON.stringify({ name }) },
          headers: { ...local, 'content-type': 'application/json' },
        }),
      )
      expect(answer.status).toBe(200)
      return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
    }
    const cookies = { admin: await signIn('admin'), editor: await signIn('editor') }
    const ask = async (who: keyof typeof cookies, at: number) => {
      const one = asked[at % asked.length] ?? asked[0]
      const url = `http://localhost/api/v1/${one.path}`
      const answer = await one.get(new Request(url, { headers: { ...local, cookie: cookies[who] } }))
      const text = await answer.text()
      return answer.status === 200 && text.includes(one.mark) === (who === 'admin')
        ? []
        : [`${who} ${one.path} ${answer.status}`]
    }
    const crossed: string[] = []
    for (let round = 0; round < rounds; round += together) {
      const turns = Array.from({ length: together }, (_, at) => round + at)
      const found = await Promise.all(turns.flatMap((at) => [ask('admin', at), ask('editor', at)]))
      crossed.push(...found.flat())
    }
    expect(crossed).toEqual([])
  } finally {
    await opened.close()
  }
}, 300_000)
