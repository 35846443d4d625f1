import { expect, test } from 'vitest'
import { buildSchemas, type CustomResourceDefinition, pruneSchema } from '#tools/schemas/prune-crd.ts'

test('prose goes; structure, bounds, enums, CEL rules and a property called "description" stay', () => {
  const schema = {
    description: 'prose',
    type: 'object',
    required: ['description'],
    properties: {
      description: { type: 'string', description: 'prose', maxLength: 9 },
      mode: {
        enum: ['A', { description: 'a literal' }],
        default: { description: 'a literal' },
        description: 'prose',
      },
    },
    items: [{ description: 'prose', format: 'int32', minimum: 1 }],
    'x-kubernetes-validations': [{ rule: 'self.a > 0', message: 'a must be positive' }],
  }
  expect(pruneSchema(schema)).toEqual({
    type: 'object',
    required: ['description'],
    properties: {
      description: { type: 'string', maxLength: 9 },
      mode: { enum: ['A', { description: 'a literal' }], default: { description: 'a literal' } },
    },
    items: [{ format: 'int32', minimum: 1 }],
    'x-kubernetes-validations': [{ rule: 'self.a > 0', message: 'a must be positive' }],
  })
})

test('versions with the same schema share it by name, others keep their own', () => {
  const version = (name: string, type: string) => ({
    name,
    served: true,
    storage: name === 'v1',
    schema: { openAPIV3Schema: { type } },
  })
  const definition: CustomResourceDefinition = {
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'g',
      scope: 'Namespaced',
      names: { kind: 'K', listKind: 'KList', plural: 'ks', singular: 'k' },
      versions: [version('v1', 'object'), version('v1beta1', 'object'), version('v1alpha1', 'array')],
    },
  }
  expect(buildSchemas(definition)).toEqual({
    v1: { type: 'object' },
    v1beta1: 'v1',
    v1alpha1: { type: 'array' },
  })
})
