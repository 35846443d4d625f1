import { expect, it } from 'vitest'
import { beginObject, listEditedKeys } from '#components/mesh/edited-text.ts'

it('what the server writes is left out, and the rest stands in the order in which it is read', () => {
  const edited = listEditedKeys({
    status: { conditions: [] },
    spec: { hosts: ['a'], weight: 0, on: false, text: '', list: [] },
    metadata: {
      uid: 'x',
      annotations: { a: 'b' },
      resourceVersion: '5',
      name: 'one',
      finalizers: ['f'],
      generation: 3,
      namespace: 'shop',
      creationTimestamp: 'now',
    },
    kind: 'VirtualService',
    apiVersion: 'networking.istio.io/v1',
    extra: 1,
  })
  expect(JSON.stringify(edited)).toBe(
    '{"apiVersion":"networking.istio.io/v1","kind":"VirtualService","metadata":{"name":"one","namespace":"shop",' +
      '"annotations":{"a":"b"},"finalizers":["f"]},"spec":{"hosts":["a"],"weight":0,"on":false,"text":"","list":[]},"extra":1}',
  )
})

it('a new object begins with what its kind requires, in the namespace where one is', () => {
  const kind = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespaced: true,
    schema: {
      properties: {
        spec: {
          type: 'object',
          required: ['gatewayClassName', 'listeners'],
          properties: {
            gatewayClassName: { type: 'string' },
            addresses: { type: 'array' },
            listeners: {
              type: 'array',
              items: {
                type: 'object',
                required: ['name', 'port', 'protocol'],
                properties: {
                  name: { type: 'string' },
                  port: { type: 'integer' },
                  protocol: { type: 'string', enum: ['HTTP'] },
                },
              },
            },
          },
        },
      },
    },
  }
  expect(beginObject(kind, 'shop')).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'new', namespace: 'shop' },
    spec: { gatewayClassName: '', listeners: [{ name: '', port: 0, protocol: 'HTTP' }] },
  })
  expect(beginObject({ ...kind, namespaced: false }, 'shop')['metadata']).toEqual({ name: 'new' })
})
