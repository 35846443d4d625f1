import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { CallInput } from '#contract/define-call.ts'
import { configApply, labelsApply } from '#contract/writing.ts'
import type { Problem } from '#server/problem.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'
import { applyLabels } from '#server/usecases/apply-labels.ts'
import { readHistory } from '#server/usecases/read-history.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext

beforeAll(async () => {
  demo = await startDemoContext()
}, 60_000)
afterAll(() => demo.stop())

type User = Parameters<DemoContext['as']>[0]

/** Writes that were sent to be stored, whatever came of them. */
let writes = 0

/** The context of one request, in which the writes are counted. */
function countAs(user: User): ReturnType<DemoContext['as']> {
  const context = demo.as(user)
  const { kubernetes } = context.adapters
  const applyResource: typeof kubernetes.applyResource = (viewer, resource, write, options) => {
    if (!options.dryRun) writes += 1
    return kubernetes.applyResource(viewer, resource, write, options)
  }
  return { ...context, adapters: { ...context.adapters, kubernetes: { ...kubernetes, applyResource } } }
}

const apply = (user: User, input: CallInput<typeof configApply>) =>
  applyConfig(configApply.input.parse(input), countAs(user))
const label = (user: User, input: CallInput<typeof labelsApply>) =>
  applyLabels(labelsApply.input.parse(input), countAs(user))

const rule = (metadata: object = {}, spec: object = {}) => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  metadata: { name: 'tried', namespace: 'bookinfo', ...metadata },
  spec: { host: 'ratings.bookinfo.svc.cluster.local', ...spec },
})

async function refusalOf(asked: Promise<unknown>): Promise<Problem> {
  const before = writes
  const error: Problem = await asked.then(
    () => {
      throw new Error('it was not refused')
    },
    (thrown: Problem) => thrown,
  )
  expect(writes).toBe(before)
  return error
}

/** Somebody with another field manager. */
async function write(method: string, path: string, body: object, type: string): Promise<void> {
  const admin = demo.cluster.users.find((user) => user.name === 'admin')
  const answer = await fetch(`${demo.cluster.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${admin?.token}`, 'content-type': type },
    body: JSON.stringify(body),
  })
  expect(answer.ok, await answer.text()).toBe(true)
}
const rules = '/apis/networking.istio.io/v1/namespaces/bookinfo/destinationrules'

async function read(name: string) {
  const { adapters, session, signal } = demo.as('admin')
  const resource = {
    apiVersion: 'networking.istio.io/v1',
    ...{ plural: 'destinationrules', namespace: 'bookinfo', name },
  }
  const object = await adapters.kubernetes.readResource(session.viewer, resource, signal)
  const metadata: unknown = object?.['metadata']
  const version = typeof metadata === 'object' && metadata ? Reflect.get(metadata, 'resourceVersion') : ''
  return { object, resourceVersion: String(version) }
}

describe('what cannot be saved is refused, and nothing is written or kept', () => {
  const good = stringify(rule())
  it.each<[string, CallInput<typeof configApply>, string, string]>([
    ['no YAML', { yaml: 'a: [', operation: 'create' }, 'invalid', 'apply-stopped'],
    ['nothing', { yaml: '', operation: 'create' }, 'invalid', 'apply-stopped'],
    ['several documents', { yaml: `${good}---\n${good}`, operation: 'create' }, 'invalid', 'apply-stopped'],
    [
      'a Secret',
      {
        yaml: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: bookinfo}\n',
        operation: 'create',
      },
      'invalid',
      'apply-stopped',
    ],
    [
      'a pod',
      { yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: bookinfo}\n', operation: 'create' },
      'invalid',
      'apply-stopped',
    ],
    [
      'a kind without CRD',
      {
        yaml: 'apiVersion: inference.networking.k8s.io/v1\nkind: InferencePool\nmetadata: {name: a, namespace: bookinfo}\nspec: {}\n',
        operation: 'create',
      },
      'invalid',
      'apply-stopped',
    ],
    [
      'another namespace',
      { yaml: good, operation: 'create', expected: { namespace: 'shop' } },
      'invalid',
      'apply-stopped',
    ],
    [
      'a new namespace',
      { yaml: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: new-one}\n', operation: 'create' },
      'invalid',
      'apply-stopped',
    ],
    [
      'an unknown field',
      { yaml: stringify(rule({}, { hosts: [] })), operation: 'create' },
      'invalid',
      'apply-stopped',
    ],
    [
      'what only istiod refuses',
      { yaml: stringify(rule({}, { subsets: [{ name: 'a b' }] })), operation: 'create' },
      'invalid',
      'apply-stopped',
    ],
    ...[
      ['comments alone', '# nothing\n# at all\n'],
      ['a thousand documents', `${good}---\n`.repeat(1_000)],
      ['a bomb of aliases', `${good}a: &a [x, x]\nb: &b [*a, *a]\nc: &c [${'*b,'.repeat(9_000)}]\n`],
      ['brackets without end', `${good}a: ${'['.repeat(20_000)}`],
      ['binary data', `${good}a: !!binary aGk=\n`],
      ['a prototype by a merge', `${good}a: &a {"__proto__": {b: c}}\nb: {<<: *a}\n`],
      ['two bytes for each character', [...good].join('\u0000')],
      ['a number without end', `${good}a: 1e999\n`],
      ['a directive and a second document', `%YAML 1.2\n---\n${good}...\n%YAML 1.2\n---\n${good}`],
    ].map(([what = '', yaml = '']): [string, CallInput<typeof configApply>, string, string] => [
      what,
      { yaml, operation: 'create' },
      'invalid',
      'apply-stopped',
    ]),
    [
      'a removal of a namespace',
      {
        yaml: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: bookinfo}\n',
        operation: 'remove',
        base: { resourceVersion: '1' },
      },
      'invalid',
      'apply-stopped',
    ],
    ['a change of nothing', { yaml: good, operation: 'update' }, 'invalid', 'apply-base-missing'],
    [
      'a change of what is gone',
      { yaml: good, operation: 'update', base: { resourceVersion: '1', yaml: good } },
      'conflict',
      'apply-gone',
    ],
    [
      'a YAML bomb',
      {
        yaml: `a: &a [x,x]\n${'bcdefghijklmnopqrstuvwxyz'
          .split('')
          .map(
            (name, at) =>
              `${name}: &${name} [*${'abcdefghijklmnopqrstuvwxyz'[at]},*${'abcdefghijklmnopqrstuvwxyz'[at]}]`,
          )
          .join('\n')}\n`,
        operation: 'create',
      },
      'invalid',
      'apply-stopped',
    ],
  ])('%s', async (_what, input, kind, code) => {
    const problem = await refusalOf(apply('admin', input))
    expect(problem).toMatchObject({ kind, code })
    if (code === 'apply-stopped') expect(problem.issues?.[0]?.message).toMatch(/^line \d+: \w/)
    const kept = await readHistory({ name: 'tried', limit: 10 }, demo.as('admin'))
    expect(kept.items).toEqual([])
  })

  it('where who asks lacks the verb, which is named', async () => {
    const yaml = stringify(rule({ namespace: 'default' }))
    for (const user of ['auditor', 'editor'] as const) {
      const problem = await refusalOf(apply(user, { yaml, operation: 'create' }))
      expect(problem).toMatchObject({
        ...{ kind: 'forbidden', code: 'apply-forbidden' },
        params: { identity: user, verb: expect.stringMatching(/^(get|create)$/), namespace: 'default' },
      })
    }
  })
})

describe('what others keep', () => {
  it('is not taken from who applies it without a word, and is with it', async () => {
    const applied = { ...rule({ name: 'applied' }, { exportTo: ['.'] }) }
    await write('PATCH', `${rules}/applied?fieldManager=deployer`, applied, 'application/apply-patch+yaml')
    const { resourceVersion } = await read('applied')
    const edit = (spec: object) => ({
      yaml: stringify(rule({ name: 'applied' }, spec)),
      operation: 'update' as const,
      base: { resourceVersion },
    })
    const problem = await refusalOf(apply('admin', edit({ exportTo: ['*'] })))
    expect(problem).toMatchObject({
      ...{ kind: 'conflict', code: 'apply-owned' },
      conflict: { why: 'owned', fields: [{ path: 'spec.exportTo[0]', managers: ['deployer'] }] },
    })
    const added = await apply('admin', edit({ exportTo: ['.'], trafficPolicy: { tls: { mode: 'DISABLE' } } }))
    expect(added.outcome).toBe('updated')
    const forced = { ...edit({ exportTo: ['*'] }), base: { resourceVersion: added.resourceVersion ?? '' } }
    expect(await apply('admin', { ...forced, force: true })).toMatchObject({ outcome: 'updated' })
    const { object } = await read('applied')
    expect(object?.['spec']).toEqual(rule({}, { exportTo: ['*'] }).spec)
  })

  it('is told of an object that a tool sets back, who that is', async () => {
    const metadata = {
      name: 'synced',
      annotations: { 'argocd.argoproj.io/tracking-id': 'mesh:x/y:bookinfo/synced' },
    }
    await write('POST', rules, rule(metadata), 'application/json')
    const { resourceVersion } = await read('synced')
    const yaml = stringify(rule(metadata, { exportTo: ['*'] }))
    for (const operation of ['update', 'remove'] as const) {
      const problem = await refusalOf(apply('admin', { yaml, operation, base: { resourceVersion } }))
      expect(problem.conflict?.owner).toEqual({ tool: 'argocd', name: 'mesh', reconciles: true })
    }
  })

  it('never reaches the browser as managedFields or last-applied-configuration', async () => {
    const metadata = {
      name: 'secretive',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"planted":true}' },
    }
    await write('POST', rules, rule(metadata), 'application/json')
    const { resourceVersion } = await read('secretive')
    const yaml = stringify(rule({ name: 'secretive' }, { exportTo: ['*'] }))
    const older = await refusalOf(
      apply('admin', { yaml, operation: 'update', base: { resourceVersion: '1' } }),
    )
    const saved = await apply('admin', { yaml, operation: 'update', base: { resourceVersion } })
    const kept = await readHistory({ name: 'secretive', limit: 10 }, demo.as('admin'))
    const told = JSON.stringify([older.conflict, saved, kept])
    expect(told).not.toMatch(/managedFields|last-applied|planted|fieldsV1/)
    const { object } = await read('secretive')
    expect(JSON.stringify(object)).toContain('planted')
  })
})

describe('labels', () => {
  it('are set and removed on many objects at once, each told by itself', async () => {
    const { results } = await label('admin', {
      objects: [
        { kind: 'Namespace', name: 'bookinfo' },
        { kind: 'Service', namespace: 'bookinfo', name: 'ratings' },
        { kind: 'Namespace', name: 'no-such-namespace' },
      ],
      labels: { 'istio.io/use-waypoint': 'waypoint' },
      reason: 'trying waypoints',
    })
    expect(results.map(({ outcome, problem }) => [outcome, problem?.code])).toEqual([
      ['updated', undefined],
      ['updated', undefined],
      ['failed', 'config-not-found'],
    ])
    const again = await label('admin', {
      objects: [{ kind: 'Namespace', name: 'bookinfo' }],
      labels: { 'istio.io/use-waypoint': 'waypoint' },
    })
    expect(again.results).toMatchObject([{ outcome: 'unchanged' }])
    const { items } = await readHistory({ kind: 'Namespace', limit: 5 }, demo.as('admin'))
    expect(items).toMatchObject([
      {
        kind: 'Namespace',
        name: 'bookinfo',
        reason: 'trying waypoints',
        paths: [expect.stringContaining('use-waypoint')],
      },
    ])
  })

  it('of a workload are those of its pods', async () => {
    const object = { kind: 'Deployment' as const, namespace: 'bookinfo', name: 'ratings-v1' }
    await label('editor', { objects: [object], labels: { 'sidecar.istio.io/inject': 'false' } })
    const { adapters, session, signal } = demo.as('admin')
    const resource = { apiVersion: 'apps/v1', plural: 'deployments', ...object }
    const stored = await adapters.kubernetes.readResource(session.viewer, resource, signal)
    expect(stored).toMatchObject({
      spec: { template: { metadata: { labels: { 'sidecar.istio.io/inject': 'false', app: 'ratings' } } } },
    })
  })

  it('are tried without being stored', async () => {
    const before = writes
    const { results } = await label('admin', {
      objects: [{ kind: 'Namespace', name: 'shop' }],
      labels: { 'istio.io/dataplane-mode': 'ambient' },
      dryRun: true,
    })
    expect(results).toMatchObject([{ outcome: 'updated' }])
    expect(writes).toBe(before)
  })

  it.each<[string, Partial<CallInput<typeof labelsApply>>]>([
    ["a key that is not Istio's", { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }],
    ['a key that Istio reads elsewhere', { labels: { 'sidecar.istio.io/inject': 'true' } }],
    ['a value that it does not take', { labels: { 'istio-injection': 'yes' } }],
    ['a value that is no label', { labels: { 'istio.io/rev': 'a b' } }],
    ['an annotation as a label', { annotations: { 'istio-injection': 'enabled' } }],
    ['a name of the prototype', { labels: JSON.parse('{"__proto__": "x", "constructor": "y"}') }],
    ['nothing', {}],
    [
      'a Namespace of a namespace',
      { objects: [{ kind: 'Namespace', namespace: 'shop', name: 'shop' }], labels: { 'istio.io/rev': 'a' } },
    ],
    [
      'a Service without one',
      { objects: [{ kind: 'Service', name: 'ratings' }], labels: { 'istio.io/use-waypoint': 'a' } },
    ],
  ])('are refused for all when they are %s', async (_what, given) => {
    const asked = label('admin', { objects: [{ kind: 'Namespace', name: 'shop' }], ...given })
    expect(await refusalOf(asked)).toMatchObject({ kind: 'invalid', code: 'labels-invalid' })
  })

  it('are refused to who may not change the object, with the words of the cluster', async () => {
    const objects = [{ kind: 'Namespace' as const, name: 'shop' }]
    const labels = { 'istio-injection': 'disabled' }
    const { results } = await label('auditor', { objects, labels })
    expect(results).toMatchObject([
      { outcome: 'failed', problem: { kind: 'forbidden', cause: expect.stringContaining('cannot patch') } },
    ])
  })
})
