import { describe, expect, it } from 'vitest'
import { buildAlerts, readSubject } from '#server/mesh/alerts/build-alerts.ts'

function alert(name: string, labels: Record<string, string> = {}, more = {}) {
  return { name, state: 'firing' as const, labels: { alertname: name, ...labels }, ...more }
}

describe('what an alert is about', () => {
  it.each([
    [
      { destination_workload_namespace: 'shop', destination_workload: 'cart' },
      { kind: 'workload', namespace: 'shop', name: 'cart' },
    ],
    [
      { namespace: 'shop', deployment: 'cart', service: 'kube-state-metrics' },
      { kind: 'workload', namespace: 'shop', name: 'cart' },
    ],
    [
      { namespace: 'shop', pod: 'cart-1' },
      { kind: 'pod', namespace: 'shop', name: 'cart-1' },
    ],
    [
      { destination_service: 'cart.shop.svc.cluster.local' },
      { kind: 'service', namespace: 'shop', name: 'cart' },
    ],
    [{ namespace: 'shop' }, { kind: 'namespace', namespace: 'shop', name: 'shop' }],
    [{ type: 'lds' }, undefined],
  ])('%o', (labels, subject) => {
    expect(readSubject(labels)).toEqual(subject)
  })
})

describe('the alerts that are told', () => {
  it('stand firing first, then by severity, then the oldest', () => {
    const given = [
      alert('young', { severity: 'warning' }, { sinceMs: 2 }),
      alert('soon', { severity: 'critical' }, { state: 'pending' }),
      alert('note', { severity: 'info' }),
      alert('old', { severity: 'warning' }, { sinceMs: 1 }),
      alert('worst', { severity: 'Critical' }, { sinceMs: 9 }),
    ]
    const told = buildAlerts(given, { namespaces: undefined, hidden: undefined })
    expect(told.map(({ name }) => name)).toEqual(['worst', 'old', 'young', 'note', 'soon'])
  })

  it('are those of the namespaces that were asked for', () => {
    const given = [alert('a', { namespace: 'shop' }), alert('b', { namespace: 'bank' }), alert('c')]
    const told = buildAlerts(given, { namespaces: new Set(['shop']), hidden: undefined })
    expect(told.map(({ name }) => name)).toEqual(['a'])
  })

  it.each([
    ['a label', alert('a', { namespace: 'vault' })],
    ['a host', alert('a', { namespace: 'shop', destination_service: 'x.vault.svc.cluster.local' })],
    ['an identity', alert('a', { namespace: 'shop', source_principal: 'spiffe://d/ns/vault/sa/x' })],
    ['its summary', alert('a', { namespace: 'shop' }, { summary: 'Requests from vault fail' })],
  ])('never name a hidden namespace in %s', (_, given) => {
    const facts = { namespaces: undefined, hidden: new Set(['vault']) }
    expect(buildAlerts([given], facts)).toEqual([])
  })

  it('are not hidden for a severity that is called as a namespace is', () => {
    const facts = { namespaces: undefined, hidden: new Set(['critical']) }
    expect(buildAlerts([alert('a', { namespace: 'shop', severity: 'critical' })], facts)).toHaveLength(1)
  })
})
