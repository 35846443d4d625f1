import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { GET as readTrail } from '#app/api/v1/audit/route.ts'
import { POST as apply } from '#app/api/v1/config/apply/route.ts'
import { GET as readConfig } from '#app/api/v1/config/route.ts'
import { GET as readLogs } from '#app/api/v1/logs/route.ts'
import { POST as preview } from '#app/api/v1/preview/route.ts'
import { GET as readSession } from '#app/api/v1/session/route.ts'
import type { StoredAuditEvent } from '#server/adapters/audit/types.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { peerHeader } from '#server/http/session.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-audited-'))
afterAll(() => rmSync(folder, { recursive: true }))

let opened: OpenedState | undefined
async function close(): Promise<void> {
  await opened?.close()
  opened = undefined
}
afterEach(close)
async function open(settings: Readonly<Record<string, string>> = {}): Promise<OpenedState> {
  opened = await openState({ VARDIA_PROMETHEUS_URL: '', ...settings })
  return opened
}

const headers = {
  ...{ [peerHeader]: 'loopback', [clientHeader]: '10.1.2.3', 'x-request-id': 'r-42' },
  ...{ cookie: 'other=top-secret', authorization: 'Bearer top-secret' },
}
type Route = (request: Request) => Promise<Response>
const get = (route: Route, path: string) => route(new Request(`http://localhost/api/v1/${path}`, { headers }))
const post = (route: Route, path: string, body: object) =>
  route(
    new Request(`http://localhost/api/v1/${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { ...headers, 'content-type': 'application/json' },
    }),
  )
const rule = (namespace: string, name = 'audited') =>
  stringify({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, namespace } },
    spec: { host: `ratings.${namespace}.svc.cluster.local` },
  })
const create = (namespace: string, name?: string) =>
  post(apply, 'config/apply', { yaml: rule(namespace, name), operation: 'create', reason: 'a test' })

/** The trail as it is kept, whoever may be told of it. */
async function listTrail(): Promise<readonly StoredAuditEvent[]> {
  const { audit } = opened?.state.adapters ?? {}
  const found = await audit?.list({ isSeen: () => true, limit: 1_000 })
  return (found?.items ?? []).toReversed()
}

describe('the audit trail', () => {
  it('holds a write before it was sent and how it ended, with its change; what was read, tried and refused', async () => {
    await open({ VARDIA_AS: 'editor' })
    expect((await create('bookinfo')).status).toBe(200)
    expect((await create('shop')).status).toBe(403)
    await get(readSession, 'session')
    await get(readLogs, 'logs?namespace=bookinfo&workload=ratings-v1')
    await get(readLogs, 'logs?namespace=bookinfo&workload=ratings-v1')
    await post(preview, 'preview', { yaml: rule('bookinfo'), namespace: 'bookinfo', dryRun: false })
    expect((await get(readTrail, 'audit')).status).toBe(403)
    const { audit, history } = opened?.state.adapters ?? {}
    await expect.poll(async () => (await listTrail()).length).toBe(5)
    const rows = await listTrail()
    const same = { who: 'editor', method: 'anonymous', peer: '10.1.2.3', requestId: 'r-42' }
    const object = { kind: 'DestinationRule', namespace: 'bookinfo', name: 'audited', action: 'create' }
    expect(rows).toMatchObject([
      {
        ...same,
        ...object,
        act: 'write',
        outcome: 'done',
        reason: 'a test',
        call: 'config-apply',
        settles: 1,
      },
      { ...same, act: 'refusal', outcome: 'refused', call: 'config-apply' },
      { ...same, act: 'read', outcome: 'done', call: 'logs', namespace: 'bookinfo', name: 'ratings-v1' },
      { ...same, act: 'preview', outcome: 'done', call: 'preview', namespace: 'bookinfo' },
      { ...same, act: 'refusal', outcome: 'refused', call: 'audit', code: 'auditor-needed' },
    ])
    const begun = await audit?.list({ isSeen: () => true, limit: 9, outcome: 'begun' })
    expect(begun?.items).toMatchObject([{ ...object, seq: 1, change: rows[0]?.change }])
    expect((await history?.read(rows[0]?.change ?? ''))?.change).toMatchObject({ name: 'audited' })
    expect(JSON.stringify([rows, begun])).not.toMatch(/top-secret|svc\.cluster\.local/)
    expect(await audit?.verify(0, 1_000)).toMatchObject({ isDone: true, to: 6 })
  })

  it('tells whoever is not signed in as nobody, from where they came', async () => {
    await open()
    const answer = await readConfig(
      new Request('http://localhost/api/v1/config', { headers: { ...headers, [peerHeader]: 'remote' } }),
    )
    expect(answer.status).toBe(401)
    await expect
      .poll(listTrail)
      .toMatchObject([
        { act: 'refusal', outcome: 'refused', who: '', peer: '10.1.2.3', call: 'config-objects' },
      ])
  })

  it('stops writes, and nothing else, where no row can be kept', async () => {
    const { demo } = await open({ VARDIA_DATA_DIR: join(folder, 'data') })
    expect((await create('bookinfo', 'first')).status).toBe(200)
    const broken = openDatabase({ folder: join(folder, 'data') })
    await broken.use((db) => db.deleteFrom('audit_head').execute())
    await broken.close()
    const answer = await create('bookinfo', 'second')
    expect([answer.status, (await answer.json()).code]).toEqual([503, 'audit-away'])
    const { adapters } = opened?.state ?? {}
    const second = { apiVersion: 'networking.istio.io/v1', plural: 'destinationrules', namespace: 'bookinfo' }
    expect(
      await adapters?.kubernetes.readResource(
        { identity: 'admin' },
        { ...second, name: 'second' },
        AbortSignal.timeout(10_000),
      ),
    ).toBeUndefined()
    expect((await get(readLogs, 'logs?namespace=bookinfo&workload=ratings-v1')).status).toBe(200)
    const told = await (await get(readTrail, 'audit')).json()
    expect(told.notices).toMatchObject([{ code: 'audit-away', severity: 'error' }])
    expect(demo).toBeDefined()
  })
})

describe('roles', () => {
  const roles = (...grants: object[]) => ({ VARDIA_ROLES: JSON.stringify({ default: 'viewer', grants }) })
  const readCode = async (answer: Response) => (answer.ok ? 'ok' : (await answer.json()).code)

  it('let an editor write in the named namespaces alone, whatever the cluster allows', async () => {
    await open(roles({ role: 'editor', users: ['admin'], namespaces: ['book*', 'loyalty'] }))
    expect(await readCode(await create('bookinfo'))).toBe('ok')
    expect(await readCode(await create('shop'))).toBe('role-needed-there')
    await expect
      .poll(listTrail)
      .toContainEqual(expect.objectContaining({ act: 'refusal', code: 'role-needed-there' }))
    expect(await readCode(await get(readTrail, 'audit'))).toBe('auditor-needed')
  })

  it('let neither a viewer nor an auditor write, before the input is read, and only the auditor see the trail', async () => {
    for (const [role, trail] of [
      ['viewer', 'auditor-needed'],
      ['auditor', 'ok'],
    ] as const) {
      await open(roles({ role, users: ['admin'] }))
      expect(await readCode(await post(apply, 'config/apply', { no: 'sense' }))).toBe('role-needed')
      expect(await readCode(await get(readTrail, 'audit'))).toBe(trail)
      const { user } = await (await get(readSession, 'session')).json()
      expect(user).toMatchObject({ roles: [role], mayWrite: false, mayAudit: trail === 'ok' })
      await close()
    }
  })

  it('give nothing that the cluster does not', async () => {
    await open({ VARDIA_AS: 'editor', ...roles({ role: 'admin', users: ['editor'] }) })
    expect((await create('shop')).status).toBe(403)
    const answer = await get(readConfig, 'config')
    expect(await answer.text()).not.toContain('"namespace":"shop"')
    await close()
    await open({ VARDIA_AS: 'auditor', ...roles({ role: 'admin', users: ['auditor'] }) })
    expect(await readCode(await create('bookinfo'))).toBe('reader')
  })
})
