import { describe, expect, test } from 'vitest'
import { createAccessMemory } from '#server/adapters/kubernetes/access/remember-access.ts'
import { buildViewerAccess, type ResourceRule } from '#server/adapters/kubernetes/access/viewer-access.ts'
import type { Verb } from '#server/mesh/objects/access.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'

const kinds: MeshKind[] = ['Namespace', 'Pod', 'Service', 'VirtualService', 'Deployment']
const build = (rules: ResourceRule[], list: MeshKind[] = [], create: MeshKind[] = []) =>
  buildViewerAccess({
    viewer: 'ann',
    kinds,
    inCluster: { list: new Set(list), create: new Set(create) },
    inNamespace: new Map([['red', rules]]),
  })
const rule = (verbs: string, groups: string, resources: string, names?: string): ResourceRule => ({
  verbs: verbs.split(','),
  apiGroups: groups.split(','),
  resources: resources.split(','),
  ...(names ? { resourceNames: [names] } : {}),
})

describe('a rule allows', () => {
  test.each<[string, ResourceRule, Verb, MeshKind, string | undefined, boolean]>([
    ['its verb', rule('list', '', 'pods'), 'list', 'Pod', 'red', true],
    ['no other verb', rule('list', '', 'pods'), 'delete', 'Pod', 'red', false],
    ['no other resource', rule('list', '', 'pods'), 'list', 'Service', 'red', false],
    ['no other group', rule('list', 'apps', 'pods'), 'list', 'Pod', 'red', false],
    ['no other namespace', rule('list', '', 'pods'), 'list', 'Pod', 'blue', false],
    ['nothing in the whole cluster', rule('list', '', 'pods'), 'list', 'Pod', undefined, false],
    ['all verbs by a star', rule('*', 'apps', 'deployments'), 'delete', 'Deployment', 'red', true],
    ['all groups and resources by stars', rule('get', '*', '*'), 'get', 'VirtualService', 'red', true],
    ['no list when it names objects', rule('list', '', 'pods', 'a'), 'list', 'Pod', 'red', false],
    ['nothing of a subresource', rule('list', '', 'pods/log'), 'list', 'Pod', 'red', false],
  ])('%s', (_name, given, verb, kind, namespace, expected) => {
    expect(build([given]).may(verb, kind, namespace)).toBe(expected)
  })
})

test('a rule for named objects allows what it says of these, and shows who has it as somebody who writes', () => {
  const access = build([rule('*', 'networking.istio.io', 'virtualservices', 'reviews')])
  const may = (verb: Verb, name?: string) => access.may(verb, 'VirtualService', 'red', name)
  expect([may('patch', 'reviews'), may('delete', 'reviews'), may('get', 'reviews')]).toEqual([
    true,
    true,
    true,
  ])
  expect([may('patch', 'ratings'), may('patch'), may('create', 'reviews'), may('list', 'reviews')]).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(access.may('patch', 'VirtualService', 'blue', 'reviews')).toBe(false)
  expect(access.readOnly).toBe(false)
})

test('who may list a kind everywhere may read each object of it, and write none', () => {
  const access = build([], ['Pod'])
  expect(access.may('get', 'Pod', 'anywhere')).toBe(true)
  expect(access.may('list', 'Pod')).toBe(true)
  expect(access.may('patch', 'Pod', 'red')).toBe(false)
})

test.each<[string, ResourceRule[], MeshKind[], boolean]>([
  ['reading alone', [rule('get,list,watch', '*', '*')], [], true],
  ['writing what is not configuration of the mesh', [rule('patch', 'apps', 'deployments')], [], true],
  ['writing a route in one namespace', [rule('patch', 'networking.istio.io', 'virtualservices')], [], false],
  ['writing routes everywhere', [], ['VirtualService'], false],
])('%s is read-only: %s', (_name, rules, create, readOnly) => {
  expect(build(rules, [], create).readOnly).toBe(readOnly)
})

describe('rights are remembered', () => {
  const access = (list: MeshKind[]) => build([], list)
  test('for a minute, longer while nothing newer is shown, and equal ones keep their object', async () => {
    let nowMs = 0
    let isFrozen = false
    let reviews = 0
    const { recall: remember } = createAccessMemory(
      () => isFrozen,
      () => nowMs,
    )
    const review = async () => {
      reviews += 1
      return access(['Pod'])
    }
    const first = await remember('ann', review)
    nowMs = 59_000
    expect(await remember('ann', review)).toBe(first)
    expect(reviews).toBe(1)
    nowMs = 61_000
    expect(await remember('ann', review)).toBe(first)
    expect(reviews).toBe(2)
    nowMs = 200_000
    isFrozen = true
    expect(await remember('ann', () => Promise.reject(new Error('the server is away')))).toBe(first)
    isFrozen = false
    expect(await remember('ann', async () => access([]))).not.toBe(first)
  })
  test('never for another identity, and never a failure', async () => {
    const { recall: remember } = createAccessMemory(
      () => false,
      () => 0,
    )
    const admin = await remember('admin', async () => access(['Pod']))
    expect(await remember('ann', async () => access([]))).not.toBe(admin)
    await expect(remember('eve', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect((await remember('eve', async () => access(['Pod']))).may('list', 'Pod')).toBe(true)
  })
})
