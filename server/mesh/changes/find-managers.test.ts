import { expect, it } from 'vitest'
import { findManagers } from '#server/mesh/changes/find-managers.ts'

/** As kube-apiserver writes it for a Gateway of the Gateway API, whose listeners are a map by name. */
const object = {
  metadata: {
    managedFields: [
      {
        ...{ manager: 'flux', operation: 'Apply', time: '2026-11-20T00:00:00Z', fieldsType: 'FieldsV1' },
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:team': {} } },
          'f:spec': {
            'f:gatewayClassName': {},
            'f:listeners': { 'k:{"name":"http"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
            'f:addresses': {},
          },
        },
      },
      {
        ...{ manager: 'kubectl-edit', operation: 'Update', time: '2026-11-21T00:00:00Z' },
        fieldsV1: { 'f:spec': { 'f:listeners': { 'k:{"name":"https"}': { '.': {}, 'f:port': {} } } } },
      },
      {
        ...{ manager: 'controller', operation: 'Update', subresource: 'status' },
        fieldsV1: { 'f:spec': { 'f:gatewayClassName': {} } },
      },
      { manager: 'set', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:hosts': { 'v:"b"': {} } } } },
    ],
  },
  spec: {
    listeners: [
      { name: 'https', port: 443 },
      { name: 'http', port: 80 },
    ],
    addresses: [{ value: '1.2.3.4' }],
    hosts: ['a', 'b'],
  },
}

it.each<[string, readonly (string | number)[], readonly string[]]>([
  ['a field', ['spec', 'gatewayClassName'], ['flux']],
  ['an item of a list by its keys, wherever it stands', ['spec', 'listeners', 1, 'port'], ['flux']],
  ['another item', ['spec', 'listeners', 0, 'port'], ['kubectl-edit']],
  ['a field of an item that nobody manages', ['spec', 'listeners', 1, 'hostname'], []],
  ['something within a list that is managed whole', ['spec', 'addresses', 0, 'value'], ['flux']],
  ['all of what parts are managed', ['spec', 'listeners'], ['kubectl-edit', 'flux']],
  ['an item of a set', ['spec', 'hosts', 1], ['set']],
  ['another item of a set', ['spec', 'hosts', 0], []],
  ['a label', ['metadata', 'labels', 'team'], ['flux']],
  ['another label', ['metadata', 'labels', 'constructor'], []],
  ['a field that is new', ['spec', 'infrastructure'], []],
])('who manages %s', (_what, steps, names) => {
  expect(findManagers(object, steps).map(({ name }) => name)).toEqual(names)
})
