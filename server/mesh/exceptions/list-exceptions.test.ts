import { expect, it } from 'vitest'
import { listExceptions } from '#server/mesh/exceptions/list-exceptions.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { buildSnapshot } from '#server/mesh/objects/snapshot.ts'

function list(kind: MeshKind, spec: object, annotations: Record<string, string> = {}) {
  const metadata = {
    ...{ name: 'one', namespace: 'shop', uid: 'u', resourceVersion: '1', labels: {}, annotations },
    creationTimestamp: '2026-01-01T00:00:00Z',
  }
  const snapshot = buildSnapshot({
    ...{ version: 1, cluster: 'c', rootNamespace: 'istio-system' },
    // An object as the API server gives it, whatever its spec.
    objects: new Map([[kind, [{ metadata, spec }]]]) as unknown as Parameters<
      typeof buildSnapshot
    >[0]['objects'],
  })
  return listExceptions(snapshot).map(({ code, params }) => [code, params])
}

it.each([
  ['PeerAuthentication', { mtls: { mode: 'STRICT' } }, []],
  ['PeerAuthentication', {}, []],
  ['PeerAuthentication', { mtls: { mode: 'UNSET' } }, []],
  ['PeerAuthentication', { mtls: { mode: 'PERMISSIVE' } }, [['exception-mtls-mode', { mode: 'PERMISSIVE' }]]],
  [
    'PeerAuthentication',
    { mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' }, 9090: { mode: 'STRICT' } } },
    [['exception-mtls-port', { port: '8080', mode: 'DISABLE' }]],
  ],
  ['DestinationRule', { host: 'a', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, []],
  [
    'DestinationRule',
    { host: 'a', trafficPolicy: { tls: { mode: 'DISABLE' } } },
    [['exception-tls-disable', { host: 'a' }]],
  ],
  ['AuthorizationPolicy', {}, []],
  ['AuthorizationPolicy', { action: 'DENY', rules: [{}] }, []],
  ['AuthorizationPolicy', { rules: [{ from: [{ source: { namespaces: ['a'] } }] }] }, []],
  [
    'AuthorizationPolicy',
    { rules: [{ to: [{ operation: { ports: ['80'] } }] }, {}] },
    [['exception-allow-all', { rule: 1 }]],
  ],
  ['AuthorizationPolicy', { action: 'ALLOW', rules: [{ from: [] }] }, [['exception-allow-all', { rule: 0 }]]],
] as const)('of a %s with %j it lists %j', (kind, spec, expected) => {
  expect(list(kind, spec)).toEqual(expected)
})

it('lists a policy that only tries as that, whatever it would do', () => {
  const tried = { 'istio.io/dry-run': 'true' }
  expect(list('AuthorizationPolicy', { rules: [{}] }, tried)).toEqual([
    ['exception-dry-run', { action: 'ALLOW' }],
  ])
})
