import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configObject, configObjects, kindSchema } from '#contract/config.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { readConfig } from '#server/usecases/read-config.ts'
import { readConfigObject } from '#server/usecases/read-config-object.ts'
import { readKindSchema } from '#server/usecases/read-kind-schema.ts'
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

describe('one object of configuration', () => {
  const reviews = { kind: 'VirtualService', namespace: 'bookinfo', name: 'reviews' }

  it('tells both ways whom it names, by field, and what the viewer may do with it', async () => {
    const detail = configObject.output.parse(await readConfigObject(reviews, demo.as('admin')))
    expect(detail.may).toEqual({ update: true, remove: true })
    const named = detail.names.find(({ kind, name }) => kind === 'Service' && name === 'reviews')
    expect(named?.missing).toBe(false)
    expect(named?.fields).toContain('spec.http[0].route[0].destination.host')
    expect((await readConfigObject(reviews, demo.as('editor'))).may.update).toBe(true)
    expect((await readConfigObject(reviews, demo.as('auditor'))).may).toEqual({
      update: false,
      remove: false,
    })
  })

  it('says of Gateways which of the two they are, and is found by either word', async () => {
    const gateway = { kind: 'Gateway', namespace: 'bookinfo', name: 'bookinfo-gateway' }
    const istio = { ...gateway, apiVersion: 'networking.istio.io/v1' }
    const detail = await readConfigObject(istio, demo.as('admin'))
    expect(detail.item).toMatchObject({ kind: 'Gateway', apiVersion: 'networking.istio.io/v1' })
    const byWord = await readConfigObject({ ...gateway, kind: 'IstioGateway' }, demo.as('admin'))
    expect(byWord.item).toEqual(detail.item)
    await expect(readConfigObject(gateway, demo.as('admin'))).rejects.toMatchObject({ kind: 'not-found' })
    expect(JSON.stringify(detail)).not.toContain('IstioGateway')
    const [route] = detail.namedBy
    const named = await readConfigObject(
      { kind: 'VirtualService', namespace: 'bookinfo', name: route?.name ?? '' },
      demo.as('admin'),
    )
    expect(named.names).toContainEqual(
      expect.objectContaining({ kind: 'Gateway', apiVersion: 'networking.istio.io/v1' }),
    )
  })

  it.each([
    ['is not there', { ...reviews, name: 'nobody' }, 'admin'],
    ['is of a kind that is no configuration', { ...reviews, kind: 'Service' }, 'admin'],
    ['is of no kind', { ...reviews, kind: '__proto__' }, 'admin'],
    ['may not be seen', { kind: 'VirtualService', namespace: 'shop', name: 'cart' }, 'editor'],
  ] as const)('is refused in one word where it %s', async (_, input, user) => {
    await expect(readConfigObject(input, demo.as(user))).rejects.toMatchObject({ code: 'config-not-found' })
  })
})

describe('the fields of a kind', () => {
  it("are those of the cluster's own OpenAPI, without status and with metadata that people write", async () => {
    const answer = kindSchema.output.parse(
      await readKindSchema({ kind: 'VirtualService' }, demo.as('editor')),
    )
    expect(answer).toMatchObject({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      notices: [],
    })
    expect(answer.schema.properties?.['status']).toBeUndefined()
    expect(answer.schema.properties?.['spec']?.properties?.['http']?.items?.properties?.['route']?.type).toBe(
      'array',
    )
    expect(Object.keys(answer.schema.properties?.['metadata']?.properties ?? {})).toContain('namespace')
  })

  it('tell Gateways of Istio and of the Gateway API apart', async () => {
    const istio = await readKindSchema({ kind: 'IstioGateway' }, demo.as('admin'))
    const other = await readKindSchema({ kind: 'Gateway' }, demo.as('admin'))
    expect(istio.kind).toBe('Gateway')
    expect(Object.keys(istio.schema.properties?.['spec']?.properties ?? {})).toContain('servers')
    expect(Object.keys(other.schema.properties?.['spec']?.properties ?? {})).toContain('listeners')
  })

  it('are refused for what is no configuration, and for what the cluster does not serve', async () => {
    await expect(readKindSchema({ kind: 'Pod' }, demo.as('admin'))).rejects.toMatchObject({ kind: 'invalid' })
    await expect(readKindSchema({ kind: 'InferencePool' }, demo.as('admin'))).rejects.toMatchObject({
      kind: 'unsupported',
    })
  })
})
