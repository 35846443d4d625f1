import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { judgeNamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'
import { writeStrict } from '#server/mesh/mtls/write-strict.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

const pod: RawObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'pay',
    namespace: 'shop',
    labels: { app: 'pay' },
    annotations: { 'sidecar.istio.io/status': '{}' },
  },
  spec: { containers: [{ name: 'app', image: 'app' }] },
  status: { phase: 'Running' },
}
const peer = (name: string, spec: object): RawObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name, namespace: 'shop' },
  spec: { ...spec },
})
const forPay = { selector: { matchLabels: { app: 'pay' } } }

it.each<[string, readonly RawObject[], readonly string[]]>([
  ['none', [], ['default']],
  ['its own under another name', [peer('old', { mtls: { mode: 'PERMISSIVE' } })], ['old']],
  [
    'one of a workload',
    [peer('default', { mtls: { mode: 'STRICT' } }), peer('pay', { ...forPay, mtls: { mode: 'PERMISSIVE' } })],
    ['pay'],
  ],
  [
    'an exception of a port',
    [peer('pay', { ...forPay, mtls: { mode: 'STRICT' }, portLevelMtls: { 8080: { mode: 'DISABLE' } } })],
    ['default', 'pay'],
  ],
  ['one that inherits', [peer('pay', forPay)], ['default']],
])('what is written makes STRICT of a namespace with %s', (_, before, names) => {
  const text = writeStrict(buildSnapshotFromManifests({ manifests: [pod, ...before] }), 'shop')
  // What was just written is objects of that kind.
  const written = parseAllDocuments(text).map((document) => document.toJS() as RawObject)
  expect(written.map(({ metadata }) => metadata?.name)).toEqual(names)
  const snapshot = buildSnapshotFromManifests({ manifests: [pod, ...before, ...written] })
  const readable = { mesh: true, namespace: true }
  const workloads = listWorkloads(snapshot)
  expect(judgeNamespaceMtls({ snapshot, namespace: 'shop', workloads, readable }).mode).toBe('STRICT')
})
