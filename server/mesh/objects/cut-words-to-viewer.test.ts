import { describe, expect, it } from 'vitest'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { cutSyncToViewer } from '#server/mesh/objects/cut-sync-to-viewer.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import { buildWordCutter } from '#server/mesh/objects/cut-words-to-viewer.ts'

const object = (kind: string, namespace: string, name: string, rest: object = {}) => ({
  apiVersion: kind === 'ServiceEntry' ? 'networking.istio.io/v1' : 'v1',
  kind,
  metadata: { name, ...(namespace ? { namespace } : {}) },
  ...rest,
})
const whole = buildSnapshotFromManifests({
  manifests: [
    object('Namespace', '', 'shop'),
    object('Namespace', '', 'payroll'),
    object('Service', 'shop', 'cart', { spec: { clusterIP: '10.0.0.7' } }),
    object('Service', 'payroll', 'salaries', { spec: { clusterIP: '10.0.0.9' } }),
    object('Pod', 'payroll', 'salaries-6d5f-x2x', { status: { podIPs: [{ ip: '10.1.0.3' }] } }),
    object('ServiceEntry', 'shop', 'bank', { spec: { hosts: ['api.bank.example'] } }),
    object('ServiceEntry', 'payroll', 'tax', { spec: { hosts: ['tax.gov.example'] } }),
  ],
})
const access: ViewerAccess = {
  viewer: 'editor of shop',
  readOnly: false,
  may: (_, kind, namespace) => namespace === 'shop' && kind !== 'Namespace',
}
const cut = cutToViewer(whole, access)
const cutWords = buildWordCutter({ whole, cut, access })

describe('words of a proxy, as who sees one namespace may read them', () => {
  it.each([
    [
      'Error adding/updating cluster(s) outbound|80|v1|cart.shop.svc.cluster.local: bad TLS',
      'Error adding/updating cluster(s) outbound|80|v1|cart.shop.svc.cluster.local: bad TLS',
    ],
    ['cluster outbound|80||salaries.payroll.svc.cluster.local: bad TLS', 'cluster …: bad TLS'],
    ['cluster "outbound|80||tax.gov.example" is gone', 'cluster "…" is gone'],
    ['cluster "outbound|443||api.bank.example" is gone', 'cluster "outbound|443||api.bank.example" is gone'],
    ['listener 10.0.0.9_80 and 10.0.0.7_80', 'listener … and 10.0.0.7_80'],
    ['listener 0.0.0.0_15006 failed', 'listener 0.0.0.0_15006 failed'],
    ['route of payroll/tax, shop/bank', 'route of …, shop/bank'],
    ['endpoint 10.1.0.3:8080 in payroll', 'endpoint … in …'],
    ['pod salaries-6d5f-x2x.', 'pod ….'],
    ['spiffe://cluster.local/ns/payroll/sa/default', '…'],
    [
      'Only one of envoy.config.cluster.v3.Cluster may be 5.5s',
      'Only one of envoy.config.cluster.v3.Cluster may be 5.5s',
    ],
    ['a host that nobody knows: secret.internal', 'a host that nobody knows: …'],
  ])('%s', (said, told) => expect(cutWords(said)).toBe(told))

  it('are whole for who sees all', () => {
    const said = 'cluster outbound|80||salaries.payroll.svc.cluster.local: bad TLS'
    expect(buildWordCutter({ whole, cut: whole, access })(said)).toBe(said)
  })
})

it('nothing of proxies of another namespace is told, and of the own only what names nothing of others', () => {
  const push = { typeUrl: 'x', sent: 'b', acked: 'a', lastError: 'salaries.payroll is bad' }
  const told = ['shop', 'payroll'].map((namespace) => ({ namespace, pod: 'p', pushes: [push] }))
  expect(cutSyncToViewer(told, { whole, cut, access })).toEqual([
    { namespace: 'shop', pod: 'p', pushes: [{ ...push, lastError: '… is bad' }] },
  ])
})
