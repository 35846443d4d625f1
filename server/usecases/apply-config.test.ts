import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { CallInput } from '#contract/define-call.ts'
import { type Conflict, configApply } from '#contract/writing.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'
import { readHistory } from '#server/usecases/read-history.ts'
import { readObjectManifest } from '#server/usecases/read-object-manifest.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'
import { undoChange } from '#server/usecases/undo-change.ts'

let demo: DemoContext

beforeAll(async () => {
  demo = await startDemoContext()
}, 60_000)
afterAll(() => demo.stop())

type User = Parameters<DemoContext['as']>[0]

const apply = (user: User, input: CallInput<typeof configApply>) =>
  applyConfig(configApply.input.parse(input), demo.as(user))

/** The Problem that a promise ends in. */
async function refusalOf(asked: Promise<unknown>): Promise<Problem> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isProblem(error)) throw new Error(`no Problem: ${String(error)}`)
  return error
}

function describeRule(name: string, spec: object = {}, namespace = 'bookinfo') {
  return stringify({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, namespace } },
    spec: { host: 'ratings.bookinfo.svc.cluster.local', ...spec },
  })
}

async function open(name: string, user: User = 'admin') {
  const { manifest } = await readObjectManifest(
    { kind: 'DestinationRule', namespace: 'bookinfo', name },
    demo.as(user),
  )
  const { resourceVersion } = manifest['metadata'] as { resourceVersion: string }
  return { yaml: stringify(manifest), resourceVersion, manifest }
}

describe('saving a text', () => {
  it('creates, changes and removes an object, and keeps each in the history', async () => {
    const created = await apply('admin', {
      yaml: describeRule('first'),
      operation: 'create',
      reason: 'to try it',
    })
    expect(created).toMatchObject({ outcome: 'created', object: { kind: 'DestinationRule', name: 'first' } })
    const { yaml, resourceVersion } = await open('first')
    expect(resourceVersion).toBe(created.resourceVersion)
    const changed = await apply('admin', {
      yaml: describeRule('first', { trafficPolicy: { tls: { mode: 'DISABLE' } } }),
      operation: 'update',
      base: { resourceVersion, yaml },
    })
    expect(parse(changed.yaml).spec.trafficPolicy).toEqual({ tls: { mode: 'DISABLE' } })
    const removed = await apply('admin', {
      yaml: changed.yaml,
      operation: 'remove',
      base: { resourceVersion: changed.resourceVersion ?? '' },
    })
    expect(removed).toMatchObject({ outcome: 'removed', yaml: '' })
    const { items } = await readHistory(
      { kind: 'DestinationRule', namespace: 'bookinfo', name: 'first', limit: 10 },
      demo.as('admin'),
    )
    expect(items.map(({ action, outcome, who }) => [action, outcome, who])).toEqual([
      ['remove', 'applied', 'admin'],
      ['update', 'applied', 'admin'],
      ['create', 'applied', 'admin'],
    ])
    expect(items.at(-1)).toMatchObject({ reason: 'to try it', how: 'vardia' })
    expect(items[1]?.paths).toEqual(['spec.trafficPolicy'])
  })

  it('answers a change of somebody else with the three versions, and writes nothing over it', async () => {
    await apply('admin', { yaml: describeRule('second'), operation: 'create' })
    const mine = await open('second')
    const theirs = describeRule('second', { trafficPolicy: { tls: { mode: 'DISABLE' } } })
    const written = await apply('admin', {
      yaml: theirs,
      operation: 'update',
      base: { resourceVersion: mine.resourceVersion, yaml: mine.yaml },
    })
    expect(written.outcome).toBe('updated')
    const problem = await refusalOf(
      apply('editor', {
        yaml: describeRule('second', { trafficPolicy: { tls: { mode: 'SIMPLE' } }, exportTo: ['.'] }),
        operation: 'update',
        base: { resourceVersion: mine.resourceVersion, yaml: mine.yaml },
      }),
    )
    expect(problem).toMatchObject({ kind: 'conflict', code: 'apply-changed' })
    const conflict = problem.conflict as Conflict
    expect(conflict.fields.map(({ path }) => path)).toEqual(['spec.trafficPolicy.tls.mode'])
    expect(parse(conflict.merged).spec).toEqual({
      host: 'ratings.bookinfo.svc.cluster.local',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
      exportTo: ['.'],
    })
    const merged = await apply('editor', {
      yaml: conflict.merged,
      operation: 'update',
      base: { resourceVersion: conflict.resourceVersion ?? '', yaml: conflict.theirs },
    })
    expect(merged.outcome).toBe('updated')
    const undone = await undoChange({ id: merged.change ?? '', force: false }, demo.as('editor'))
    expect(parse(undone.yaml).spec).toEqual(parse(conflict.theirs).spec)
  })

  it('says which verb is missing, and where', async () => {
    const yaml = describeRule('elsewhere', {}, 'shop')
    const problem = await refusalOf(apply('editor', { yaml, operation: 'create' }))
    expect(problem).toMatchObject({ kind: 'forbidden', code: 'apply-forbidden' })
  })
})
