import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calls } from '#contract/calls.ts'
import { problemSchema } from '#contract/problem.ts'
import { conflictSchema, writtenSchema } from '#contract/writing.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { peerHeader } from '#server/http/session.ts'

const writes = calls.filter(({ effect }) => effect === 'write')
const root = join(import.meta.dirname, '../..')

/** The handler that Next runs for a path. */
async function send(path: string, body: unknown): Promise<Response> {
  const { POST } = await import(join(root, 'app', path, 'route.ts'))
  return POST(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { [peerHeader]: 'loopback', 'content-type': 'application/json' },
    }),
  )
}

const readProblem = async (response: Response) => problemSchema.parse(await response.json())

describe('as an auditor', () => {
  let opened: OpenedState
  beforeAll(async () => {
    opened = await openState({ VARDIA_AS: 'auditor' })
  }, 60_000)
  afterAll(() => opened?.close())

  it.each(writes.map(({ name, path, method }) => [name, path, method] as const))(
    '%s is refused by what verbs are missing, whatever is asked',
    async (_name, path, method) => {
      expect(method).toBe('POST')
      for (const body of [{}, { yaml: '', operation: 'create' }, { id: 'x' }, { objects: [] }]) {
        const problem = await readProblem(await send(path, body))
        expect(problem).toMatchObject({
          ...{ status: 403, kind: 'forbidden', code: 'reader' },
          params: { identity: 'auditor', verbs: 'create, update, patch, delete' },
        })
        expect(problem.detail).toContain('patch')
      }
    },
    60_000,
  )
})

describe('as an editor of one namespace', () => {
  let opened: OpenedState
  beforeAll(async () => {
    opened = await openState({ VARDIA_AS: 'editor' })
  }, 60_000)
  afterAll(() => opened?.close())

  const rule = (namespace: string, name: string, spec = '') =>
    `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  host: ratings.${namespace}.svc.cluster.local\n${spec}`
  const apply = (body: object) => send('/api/v1/config/apply', body)

  it('a write elsewhere is refused in the same words whether there is something or not', async () => {
    const told = await Promise.all(
      [
        ['shop', 'checkout'],
        ['shop', 'no-such-thing'],
        ['no-such-namespace', 'no-such-thing'],
      ].map(async ([namespace = '', name = '']) => {
        const problem = await readProblem(await apply({ yaml: rule(namespace, name), operation: 'create' }))
        expect(problem).toMatchObject({
          status: 403,
          code: 'apply-forbidden',
          params: { identity: 'editor' },
        })
        const { requestId: _, ...words } = problem
        return JSON.stringify(words).replaceAll(namespace, '…').replaceAll(name, '…')
      }),
    )
    expect(new Set(told).size).toBe(1)
  }, 60_000)

  it('an object is created, and changed by who has its newest version; who has not is told of both', async () => {
    const created = await apply({ yaml: rule('bookinfo', 'by-call'), operation: 'create' })
    expect(created.status).toBe(200)
    const first = writtenSchema.parse(await created.json())
    const base = { resourceVersion: first.resourceVersion, yaml: first.yaml }
    const yaml = rule('bookinfo', 'by-call', '  exportTo: ["."]\n')
    expect((await apply({ yaml, operation: 'update', base })).status).toBe(200)
    const mine = rule('bookinfo', 'by-call', '  exportTo: ["*"]\n')
    const late = await readProblem(await apply({ yaml: mine, operation: 'update', base, force: true }))
    expect(late).toMatchObject({ status: 409, kind: 'conflict', code: 'apply-changed' })
    expect(conflictSchema.parse(late.conflict)).toMatchObject({
      ...{ why: 'changed', by: { manager: 'vardia' } },
      fields: [{ path: 'spec.exportTo', mine: ['*'], theirs: ['.'], managers: ['vardia'] }],
    })
  }, 60_000)

  it('a body beyond every text is refused before it is read', async () => {
    const response = await apply({ yaml: 'a'.repeat(5_000_000), operation: 'create' })
    expect(response.status).toBe(413)
  })
})

it('one file alone sends writes that are stored', () => {
  const sources = globSync('{server,cli,app}/**/*.ts', { cwd: root })
    .filter((path) => !/\.test(-support)?\.ts$/.test(path) && !path.startsWith('server/adapters/kubernetes/'))
    .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }))
    .filter(({ source }) => source.includes('.applyResource('))
  expect(sources.map(({ path }) => path).sort()).toEqual(
    ['apply-marks', 'try-change', 'write-change'].map((name) => `server/usecases/stages/${name}.ts`),
  )
  const stores = sources.filter(({ source }) => !source.includes('dryRun: true'))
  expect(stores.map(({ path }) => path)).toEqual(['server/usecases/stages/write-change.ts'])
})
