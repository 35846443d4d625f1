import { expect, it } from 'vitest'
import { isMtlsKnown } from '#server/mesh/mtls/mtls-rights.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

const policy = (mode: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: {
    namespace: 'shop',
    name: 'default',
    uid: 'default',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { mtls: { mode } },
})

it.each([
  ['both may be read', { mesh: true, namespace: true }, [], true],
  ['the namespace may not be read, whatever the mesh says', { mesh: true, namespace: false }, [], false],
  ['the mesh may not be read and nothing nearer decides', { mesh: false, namespace: true }, [], false],
  ['the mesh may not be read and UNSET inherits from it', { mesh: false, namespace: true }, ['UNSET'], false],
  ['the mesh may not be read but is overridden', { mesh: false, namespace: true }, ['DISABLE'], true],
])('what a workload takes is told only from what decides it: %s', (_when, rights, modes, isKnown) => {
  const snapshot = buildSnapshotFromManifests({ manifests: modes.map(policy) })
  expect(isMtlsKnown(snapshot, 'shop', rights)).toBe(isKnown)
})
