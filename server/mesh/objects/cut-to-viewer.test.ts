import { describe, expect, test } from 'vitest'
import type { Verb, ViewerAccess } from '#server/mesh/objects/access.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import { buildSnapshot } from '#server/mesh/objects/snapshot.ts'

const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace ? { namespace } : {}) },
})
const snapshot = buildSnapshotFromManifests({
  manifests: ['red', 'blue'].flatMap((namespace) => [
    object('v1', 'Namespace', namespace),
    object('v1', 'Pod', 'pod', namespace),
    object('v1', 'Service', 'service', namespace),
    object('networking.istio.io/v1', 'VirtualService', 'route', namespace),
    object('gateway.networking.k8s.io/v1', 'GatewayClass', namespace),
  ]),
})

/** Rights as `verb Kind` in the whole cluster, or `verb Kind namespace`. */
function viewer(...rights: string[]): ViewerAccess {
  const known = new Set(rights)
  return {
    viewer: 'viewer',
    readOnly: true,
    may: (verb: Verb, kind, namespace) =>
      known.has(`${verb} ${kind}`) || (namespace !== undefined && known.has(`${verb} ${kind} ${namespace}`)),
  }
}

const everything: ViewerAccess = { viewer: 'admin', readOnly: false, may: () => true }
const names = (access: ViewerAccess) => {
  const cut = cutToViewer(snapshot, access)
  return Object.fromEntries(
    [...cut.kinds]
      .sort()
      .map((kind) => [kind, cut.all(kind).map(({ metadata }) => metadata.namespace || metadata.name)]),
  )
}

test('a viewer who may see everything gets the snapshot itself', () => {
  expect(cutToViewer(snapshot, everything)).toBe(snapshot)
})

test('a viewer who may see nothing gets nothing, not even names', () => {
  expect(names(viewer())).toEqual({})
})

describe('objects are cut by kind and namespace', () => {
  test.each<[string, string[], Record<string, string[]>]>([
    ['pods of one namespace show it', ['list Pod red'], { Namespace: ['red'], Pod: ['red'] }],
    ['services of one namespace show it', ['list Service blue'], { Namespace: ['blue'], Service: ['blue'] }],
    ['the right to get a namespace shows it alone', ['get Namespace red'], { Namespace: ['red'] }],
    ['routes alone do not show their namespace', ['list VirtualService red'], { VirtualService: ['red'] }],
    [
      'a kind in the whole cluster is whole',
      ['list Pod'],
      { Namespace: ['red', 'blue'], Pod: ['red', 'blue'] },
    ],
    ['kinds without namespace need the whole cluster', ['list GatewayClass red'], {}],
    ['and are then seen', ['list GatewayClass'], { GatewayClass: ['red', 'blue'] }],
  ])('%s', (_name, rights, expected) => {
    expect(names(viewer(...rights))).toMatchObject(expected)
    const cut = cutToViewer(snapshot, viewer(...rights))
    for (const kind of cut.kinds) expect(cut.all(kind).length > 0 || !(kind in expected)).toBe(true)
    for (const kind of ['Pod', 'Service', 'VirtualService', 'GatewayClass', 'Namespace'] as const) {
      if (!(kind in expected)) expect(cut.all(kind)).toEqual([])
    }
  })
})

test('what may not be seen is found by no way of asking', () => {
  const cut = cutToViewer(snapshot, viewer('list Pod red'))
  expect(cut.find('Pod', 'blue', 'pod')).toBeUndefined()
  expect(cut.inNamespace('Pod', 'blue')).toEqual([])
  expect(cut.inNamespace('VirtualService', 'red')).toEqual([])
})

test('the same rights and snapshot give the same cut, and unchanged lists keep theirs', () => {
  const access = viewer('list Pod red', 'list Service red')
  const first = cutToViewer(snapshot, access)
  expect(cutToViewer(snapshot, access)).toBe(first)
  const next = buildSnapshot({
    version: snapshot.version + 1,
    cluster: snapshot.cluster,
    rootNamespace: snapshot.rootNamespace,
    objects: new Map([...snapshot.kinds].map((kind) => [kind, kind === 'Pod' ? [] : snapshot.all(kind)])),
  })
  const second = cutToViewer(next, access)
  expect(second).not.toBe(first)
  expect(second.version).toBe(snapshot.version + 1)
  expect(second.all('Service')).toBe(first.all('Service'))
})
