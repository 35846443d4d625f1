import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

let served: TestConsole

beforeAll(async () => {
  served = await startTestConsole({ VARDIA_AUTH: 'header', VARDIA_HEADER_PROXIES: '127.0.0.0/8' })
}, startTimeoutMs)
afterAll(() => served?.stop())

const ask = (headers: Record<string, string>, path = '/api/v1/namespaces') => served.ask(path, { headers })
const listNames = async (headers: Record<string, string>) =>
  JSON.parse((await ask(headers)).text).items.map(({ name }: { name: string }) => name)

describe('what a proxy that signs people in says', () => {
  test('is believed: the cluster is asked in the name of the person and the groups', async () => {
    const headers = { 'x-forwarded-user': 'editor', 'x-forwarded-groups': 'bookinfo-editors,others' }
    expect(await listNames(headers)).toEqual(['bookinfo'])
    const asked = served.demo.kubernetes.asked.filter(
      ({ headers: sent }) => sent['impersonate-user'] === 'editor',
    )
    expect(asked[0]?.headers['impersonate-group']).toBe('bookinfo-editors, others')
    const { user, signIn } = JSON.parse((await ask(headers, '/api/v1/session')).text)
    expect([user.name, signIn]).toEqual(['editor', { method: 'header' }])
  })

  test('makes nobody a member of what is of Kubernetes itself', async () => {
    expect(await listNames({ 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'system:masters' })).toEqual([])
    expect((await ask({ 'x-forwarded-user': 'system:admin' })).status).toBe(401)
  })

  test('keeps people with one name and other groups apart', async () => {
    const groups = { 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'mesh-auditors' }
    expect(await listNames(groups)).toContain('istio-system')
    expect(await listNames({ 'x-forwarded-user': 'ann' })).toEqual([])
  })

  test('must be there: without it every call and page is refused in words', async () => {
    expect(JSON.parse((await ask({})).text).code).toBe('header-missing')
    const page = await ask({ accept: 'text/html' }, '/graph')
    expect([page.status, page.text.includes('Nobody said who you are')]).toEqual([401, true])
  })
})
