import {
  type CustomKind,
  customKinds,
  findSchema,
  type StructuralSchema,
} from '#server/mesh/schemas/custom-kinds.ts'

/**
 * An owner of ReplicaSets that no Kubernetes knows by itself, in the form of Argo Rollouts' (argo-rollouts
 * `manifests/crds/rollout-crd.yaml`): what makes and counts its pods is known by its scale subresource alone.
 */
const rollout: CustomKind = {
  group: 'argoproj.io',
  kind: 'Rollout',
  listKind: 'RolloutList',
  plural: 'rollouts',
  singular: 'rollout',
  shortNames: ['ro'],
  categories: [],
  scope: 'Namespaced',
  versions: [
    {
      name: 'v1alpha1',
      served: true,
      storage: true,
      subresources: ['status', 'scale'],
      printerColumns: [
        { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' },
        { name: 'Current', type: 'integer', jsonPath: '.status.replicas' },
        { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
      ],
    },
  ],
}

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
const rolloutSchema: StructuralSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer', format: 'int32' },
        selector: open,
        template: open,
        strategy: open,
      },
    },
    status: {
      type: 'object',
      properties: {
        replicas: { type: 'integer', format: 'int32' },
        readyReplicas: { type: 'integer', format: 'int32' },
        availableReplicas: { type: 'integer', format: 'int32' },
        phase: { type: 'string' },
        selector: { type: 'string' },
      },
    },
  },
}

/** The kinds that CRDs define in the imagined cluster: those of Istio and Gateway API, and one of somebody else. */
export const demoKinds: readonly CustomKind[] = [...customKinds, rollout]

export function findDemoSchema(group: string, version: string, kind: string): StructuralSchema | undefined {
  return group === rollout.group && kind === rollout.kind ? rolloutSchema : findSchema(group, version, kind)
}
