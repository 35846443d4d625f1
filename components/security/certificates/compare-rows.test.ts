import { expect, test } from 'vitest'
import { compareRows } from '#components/security/certificates/compare-rows.ts'
import type { HeldCertificate, WorkloadCertificates } from '#contract/certificates.ts'

const conflict = { code: 'certificate-root-differs', params: {}, text: '' }

function row(name: string, state?: HeldCertificate['state'], hours = 1, conflicts = 0): WorkloadCertificates {
  const notAfter = new Date(Date.UTC(2026, 0, 1, hours)).toISOString()
  return {
    namespace: 'shop',
    kind: 'Deployment',
    name,
    dataPlane: 'sidecar',
    role: 'application',
    identity: `spiffe://cluster.local/ns/shop/sa/${name}`,
    pods: 1,
    conflicts: Array.from({ length: conflicts }, () => conflict),
    certificates: state
      ? [{ notAfter, state, reasons: [], role: 'workload', pod: name, names: [], toldBy: 'proxy' }]
      : [],
  }
}

const rows = [
  row('sound-late', 'valid', 9),
  row('unknown'),
  row('differs', 'valid', 20, 1),
  row('sound', 'valid', 3),
  row('ended', 'expired', 5),
  row('overdue', 'overdue', 7, 2),
]
const order = (column: string, direction: 'ascending' | 'descending') =>
  rows.toSorted((a, b) => compareRows(a, b, { column, direction })).map(({ name }) => name)

test('what is wrong comes first, be it a life or a trust, and what is not known last', () => {
  expect(order('ends', 'ascending')).toEqual([
    'ended',
    'overdue',
    'differs',
    'sound',
    'sound-late',
    'unknown',
  ])
})

test('the other way round, what is not known stays last', () => {
  expect(order('ends', 'descending')).toEqual([
    'sound-late',
    'sound',
    'differs',
    'overdue',
    'ended',
    'unknown',
  ])
})

test('trust is ordered by how much of it differs, then by name', () => {
  expect(order('conflicts', 'descending').slice(0, 3)).toEqual(['overdue', 'differs', 'ended'])
})
