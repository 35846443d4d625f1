import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { preview } from '#contract/preview.ts'
import { parseRoles } from '#server/mesh/roles/parse-roles.ts'
import { readPreview } from '#server/usecases/read-preview.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo.stop())

const ask = async (yaml: string, more: object = {}, user: Parameters<DemoContext['as']>[0] = 'admin') =>
  preview.output.parse(await readPreview(preview.input.parse({ yaml, ...more }), demo.as(user)))

const object = (
  kind: string,
  spec: string,
  { apiVersion = 'networking.istio.io/v1', namespace = 'bookinfo' } = {},
) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: reviews\n  namespace: ${namespace}\nspec:\n${spec}`

const verdicts = ({ steps }: Awaited<ReturnType<typeof ask>>) =>
  Object.fromEntries(steps.map(({ name, verdict }) => [name, verdict]))

const listErrors = async (yaml: string, more: object = {}) =>
  (await ask(yaml, more)).steps.flatMap(({ problems }) =>
    problems.filter(({ severity }) => severity === 'error'),
  )

describe('a text that cannot be saved is stopped at its line, and nothing is asked of the cluster', () => {
  const good = '  hosts: [a]\n  http: [{redirect: {uri: /}}]\n'
  it.each<[string, string, object, string, number]>([
    ['no YAML', 'a: [\n', {}, 'yaml', 2],
    ['nothing', '', {}, 'yaml', 1],
    ['several documents', `${object('VirtualService', good)}---\nkind: b\n`, {}, 'yaml', 10],
    ['a list', '- a\n', {}, 'schema', 1],
    ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n', {}, 'schema', 2],
    ['a kind that does not exist', object('VirtualServce', good), {}, 'schema', 2],
    ['another namespace', object('VirtualService', good), { expected: { namespace: 'shop' } }, 'schema', 5],
    ['another kind', object('VirtualService', good), { expected: { kind: 'Gateway' } }, 'schema', 2],
    ['another name', object('VirtualService', good), { expected: { name: 'ratings' } }, 'schema', 4],
    ['an unknown field', object('VirtualService', `  htp: []\n${good}`), {}, 'schema', 7],
    ['what only istiod refuses', object('VirtualService', '  hosts: [a]\n'), {}, 'semantics', 6],
  ])('%s', async (_what, yaml, more, step, line) => {
    const answer = await ask(yaml, more)
    expect(answer.verdict).toBe('error')
    const told = answer.steps.find(({ verdict }) => verdict === 'error')
    expect(told?.name).toBe(step)
    expect(told?.problems[0]).toMatchObject({ severity: 'error', line, message: expect.stringMatching(/\w/) })
    expect(verdicts(answer)).toMatchObject({ 'dry-run': 'skipped', 'blast-radius': 'skipped' })
  })
})

const routed = (weight: number) =>
  object(
    'VirtualService',
    `  hosts: [reviews]\n  http:\n  - route:\n    - destination: {host: reviews, subset: v1}\n      weight: ${100 - weight}\n    - destination: {host: reviews, subset: v3}\n      weight: ${weight}\n`,
  )

describe('a text that can be saved', () => {
  it('is still not saved, whatever was previewed', async () => {
    const read = () =>
      demo
        .as('admin')
        .adapters.kubernetes.readObject(
          { identity: 'admin' },
          { kind: 'VirtualService', namespace: 'bookinfo', name: 'reviews' },
          AbortSignal.timeout(10_000),
        )
    const before = await read()
    expect(verdicts(await ask(routed(50)))['dry-run']).toBe('ok')
    expect(verdicts(await ask(routed(50), { operation: 'remove' }))['dry-run']).toBe('ok')
    expect(await read()).toEqual(before)
  })

  it('is told what would change, beside what is stored, and what traffic that touches', async () => {
    const answer = await ask(routed(50))
    expect(verdicts(answer)).toMatchObject({
      yaml: 'ok',
      schema: 'ok',
      semantics: 'ok',
      'dry-run': 'ok',
      diff: 'ok',
    })
    expect(answer.documents).toMatchObject([{ kind: 'VirtualService', name: 'reviews', operation: 'update' }])
    const [diff] = answer.diff.objects
    expect(diff?.before).toMatch(/^apiVersion: networking.istio.io/)
    expect(diff?.after).toContain('weight: 50')
    expect(diff?.changes.every(({ path }) => path.startsWith('spec.'))).toBe(true)
    expect(JSON.stringify(answer)).not.toMatch(/managedFields|last-applied-configuration/)
    expect(answer.blastRadius.summary.map(({ text }) => text).join(' ')).toMatch(/rps on .* would move to/)
    expect(answer.blastRadius.routes).toContainEqual(
      expect.objectContaining({ kind: 'VirtualService', path: 'spec.http[0]' }),
    )
  })

  it('as it is stored changes nothing and is not sent', async () => {
    const [diff] = (await ask(routed(50))).diff.objects
    const answer = await ask(diff?.before ?? '')
    expect(answer.documents).toMatchObject([{ operation: 'none' }])
    expect(answer.diff.objects).toMatchObject([{ changes: [], changeCount: 0 }])
    expect(answer.diff.objects[0]?.after).toBe(diff?.before)
    expect(verdicts(answer)).toMatchObject({ 'dry-run': 'skipped' })
    expect(answer.blastRadius.counts.edges).toBe(0)
  })

  it('may be a new object, and one that is to be removed', async () => {
    const yaml = routed(10).replace('name: reviews', 'name: novel')
    expect((await ask(yaml)).documents).toMatchObject([{ operation: 'create' }])
    const removed = await ask(routed(10), { operation: 'remove' })
    expect(removed.documents).toMatchObject([{ operation: 'remove' }])
    expect(removed.diff.objects[0]).toMatchObject({ after: '', changes: expect.any(Array) })
    expect(verdicts(removed)['dry-run']).toBe('ok')
  })

  it('is refused to who may not write it, by the verb that is missing', async () => {
    const answer = await ask(routed(50), {}, 'auditor')
    expect(answer.verdict).toBe('refused')
    const step = answer.steps.find(({ name }) => name === 'dry-run')
    expect(step).toMatchObject({
      verdict: 'refused',
      problems: [{ code: 'dry-run-forbidden', params: { verb: 'patch', resource: 'virtualservices' } }],
    })
  })

  it('is not sent to the cluster while a person types', async () => {
    expect(verdicts(await ask(routed(50), { dryRun: false }))).toMatchObject({
      'dry-run': 'skipped',
      diff: 'ok',
    })
  })

  it('of a namespace may change labels of Istio, and nothing else of it', async () => {
    const namespace = (labels: string, finalizers = '[kubernetes]') =>
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: bookinfo\n  labels:\n    ${labels}\n    kubernetes.io/metadata.name: bookinfo\nspec:\n  finalizers: ${finalizers}\n`
    const own = 'team: books\n    istio-injection: disabled'
    expect(await listErrors(namespace(own))).toEqual([])
    expect(await listErrors(namespace(own, '[]'))).toMatchObject([{ code: 'target-labels-only', line: 10 }])
    expect(await listErrors(namespace('istio-injection: disabled'))).toMatchObject([
      { code: 'mark-not-istio', line: 5 },
    ])
    expect(await listErrors(namespace(own), { operation: 'remove' })).toMatchObject([
      { code: 'target-labels-whole', line: 2 },
    ])
  })

  it('is not stopped by what was wrong before in a part that it does not touch', async () => {
    const yaml = (lost: number, subset = 'never') =>
      object(
        'VirtualService',
        `  hosts: [halfway.example.com]\n  http:\n  - route:\n    - destination: {host: details}\n      weight: ${100 - lost}\n    - destination: {host: reviews, subset: ${subset}}\n      weight: ${lost}\n`,
      ).replace('name: reviews', 'name: halfway')
    expect(await listErrors(yaml(50))).toMatchObject([{ code: 'mesh-subset-missing' }])
    demo.cluster.store.put(parse(yaml(50)))
    await expect.poll(async () => (await ask(yaml(50))).documents).toMatchObject([{ operation: 'none' }])
    await expect.poll(() => listErrors(yaml(10))).toEqual([])
    const eased = (await ask(yaml(10))).steps.find(({ name }) => name === 'mesh')
    expect(eased).toMatchObject({
      verdict: 'warning',
      problems: [{ severity: 'warning', code: 'mesh-subset-missing' }],
      notes: [{ code: 'preview-known-faults' }],
    })
    expect(await listErrors(yaml(50, 'neither'))).toMatchObject([{ code: 'mesh-subset-missing' }])
  })
})

it('a kind that the cluster does not serve is an error at its line', async () => {
  const answer = await ask(
    'apiVersion: inference.networking.k8s.io/v1\nkind: InferencePool\nmetadata: {name: a, namespace: shop}\nspec: {}\n',
  )
  expect(answer.steps[1]).toMatchObject({ problems: [{ code: 'target-not-served', line: 1 }] })
})

it('without metrics the traffic is not known, and everything else is', async () => {
  const { adapters, ...context } = demo.as('admin')
  const { prometheus: _, ...rest } = adapters
  const answer = await readPreview(preview.input.parse({ yaml: routed(20) }), { ...context, adapters: rest })
  expect(answer.diff.objects).toHaveLength(1)
  expect(answer.steps.at(-1)).toMatchObject({ notes: [{ code: 'blast-unknown' }] })
})

describe('whoever may not save a text is told before it is tried', () => {
  const VARDIA_ROLES = parseRoles(
    JSON.stringify({
      default: 'viewer',
      grants: [
        { role: 'editor', users: ['admin'], namespaces: ['bookinfo'] },
        { role: 'auditor', users: ['auditor'] },
      ],
    }),
  )
  const tell = async (
    user: Parameters<DemoContext['as']>[0],
    yaml: string,
    { roles = false, ...more }: { readonly roles?: boolean; readonly operation?: 'remove' } = {},
  ) => {
    const context = demo.as(user)
    const config = { ...context.config, ...(roles ? { VARDIA_ROLES } : {}) }
    const { mayNotSave } = await readPreview(preview.input.parse({ yaml, ...more }), { ...context, config })
    return mayNotSave && [mayNotSave.code, mayNotSave.params]
  }
  const fresh = (namespace: string) => routed(10).replace('bookinfo', namespace).replace('reviews', 'fresh')
  const there = { kind: 'VirtualService', namespace: 'shop' }

  it('by the verb that is missing in the namespace that the text names', async () => {
    expect(await tell('editor', fresh('bookinfo'))).toBeUndefined()
    expect(await tell('editor', fresh('shop'))).toEqual(['may-not', { verb: 'create', ...there }])
    expect(await tell('auditor', routed(10))).toEqual([
      ...['may-not', { verb: 'patch', kind: 'VirtualService', namespace: 'bookinfo' }],
    ])
    expect((await tell('auditor', routed(10), { operation: 'remove' }))?.[1]).toMatchObject({
      verb: 'delete',
    })
  })

  it('by the role, whatever the cluster allows', async () => {
    expect(await tell('admin', fresh('shop'))).toBeUndefined()
    expect(await tell('admin', fresh('bookinfo'), { roles: true })).toBeUndefined()
    expect(await tell('admin', fresh('shop'), { roles: true })).toEqual([
      ...['may-not-by-role-there', { role: 'editor', namespace: 'shop' }],
    ])
    expect((await tell('auditor', routed(10), { roles: true }))?.[0]).toBe('may-not-by-role')
  })

  it('but of a text with errors, of which the errors tell', async () => {
    expect(await tell('auditor', 'a: [')).toBeUndefined()
  })
})

it('addresses in a text are asked by nobody: keys of tokens, and whatever else an object may name', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('{"keys":[]}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    // A server that listens on a port has an address of that form.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const security = { apiVersion: 'security.istio.io/v1' }
    const texts = [
      object('RequestAuthentication', `  jwtRules:\n  - {issuer: a, jwksUri: "${url}/keys"}\n`, security),
      object(
        'ServiceEntry',
        `  hosts: [out.example.com]\n  resolution: STATIC\n  ports: [{number: 80, name: http, protocol: HTTP}]\n  endpoints: [{address: 127.0.0.1}]\n`,
      ),
      object('WasmPlugin', `  url: ${url}/plugin.wasm\n`, { apiVersion: 'extensions.istio.io/v1alpha1' }),
    ]
    for (const text of texts) expect(verdicts(await ask(text))).toMatchObject({ yaml: 'ok' })
    expect(asked).toEqual([])
  } finally {
    server.close()
  }
})
