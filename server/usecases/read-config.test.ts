import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configObjects } from '#contract/config.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { readConfig } from '#server/usecases/read-config.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
})
afterAll(() => demo?.stop())

describe('the list of configuration', () => {
  it('is as the contract says, and tells every kind that the cluster serves with its versions', async () => {
    const answer = configObjects.output.parse(await readConfig({}, demo.as('admin')))
    const kinds = answer.kinds.map(({ group, kind }) => `${group} ${kind}`)
    for (const kind of [
      'networking.istio.io EnvoyFilter',
      'networking.istio.io Gateway',
      'extensions.istio.io WasmPlugin',
      'gateway.networking.k8s.io Gateway',
      'gateway.networking.k8s.io GatewayClass',
      'gateway.networking.k8s.io ListenerSet',
      'gateway.networking.k8s.io BackendTLSPolicy',
    ])
      expect(kinds).toContain(kind)
    expect(kinds).not.toContain('inference.networking.k8s.io InferencePool')
    const rule = answer.kinds.find(({ kind }) => kind === 'DestinationRule')
    expect(rule).toMatchObject({ versions: ['v1', 'v1beta1', 'v1alpha3'], namespaced: true })
    expect(rule?.count).toBe(answer.items.filter(({ kind }) => kind === 'DestinationRule').length)
    expect(answer.items.some(({ kind, namespace }) => kind === 'GatewayClass' && namespace === '')).toBe(true)
  })

  it('judges each object, and counts whom it names and who names it', async () => {
    const { items } = await readConfig({ namespaces: ['bookinfo'] }, demo.as('admin'))
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    const routed = items.find(({ kind, name }) => kind === 'VirtualService' && name === 'reviews')
    expect(routed).toMatchObject({ validity: 'valid', apiVersion: 'networking.istio.io/v1', problems: [] })
    expect(routed?.references.to).toBeGreaterThan(0)
    const gateway = items.find(({ kind }) => kind === 'Gateway')
    expect(gateway?.references.from).toBeGreaterThan(0)
  })

  it('holds nothing of a namespace that the viewer may not look into', async () => {
    const editor = await readConfig({}, demo.as('editor'))
    expect(new Set(editor.items.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    expect(JSON.stringify(editor)).not.toContain('shop')
    expect(JSON.stringify(await readConfig({}, demo.as('auditor')))).not.toContain(forbiddenNamespace)
    expect((await readConfig({}, demo.as('nobody'))).items).toEqual([])
    await expect(readConfig({ namespaces: ['shop'] }, demo.as('editor'))).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})
