import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, type Fields, isRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import { changeField, fill, fillPodSpec } from '#demo/kubernetes/writes/kinds/pod-defaults.ts'

type Change = (object: Fields) => Fields

const inSpec =
  (change: Change): Change =>
  (object) => ({ ...object, spec: change(asRecord(object['spec'])) })

const inTemplate: Change = (spec) =>
  changeField(spec, 'template', (template) => ({
    ...asRecord(template),
    spec: fillPodSpec(asRecord(asRecord(template)['spec'])),
  }))

/** Fills a strategy whose type is (or becomes) RollingUpdate. */
const fillStrategy =
  (name: string, rolling: Fields): Change =>
  (spec) => {
    const strategy = fill(asRecord(spec[name]), { type: 'RollingUpdate' })
    if (strategy['type'] !== 'RollingUpdate') return { ...spec, [name]: strategy }
    return {
      ...spec,
      [name]: { ...strategy, rollingUpdate: fill(asRecord(strategy['rollingUpdate']), rolling) },
    }
  }

/** What the API server fills into objects of a kind as it decodes them (kubernetes `pkg/apis/<group>/<version>/defaults.go`). */
const defaults: Readonly<Record<string, Change>> = {
  'apps/Deployment': inSpec((spec) =>
    inTemplate(
      fillStrategy('strategy', { maxUnavailable: '25%', maxSurge: '25%' })(
        fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
      ),
    ),
  ),
  'apps/ReplicaSet': inSpec((spec) => inTemplate(fill(spec, { replicas: 1 }))),
  'apps/StatefulSet': inSpec((spec) =>
    inTemplate(
      fillStrategy('updateStrategy', { partition: 0 })(
        fill(spec, {
          replicas: 1,
          revisionHistoryLimit: 10,
          podManagementPolicy: 'OrderedReady',
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        }),
      ),
    ),
  ),
  'apps/DaemonSet': (object) =>
    inSpec((spec) =>
      inTemplate(
        fillStrategy('updateStrategy', { maxUnavailable: 1, maxSurge: 0 })(
          fill(spec, { revisionHistoryLimit: 10 }),
        ),
      ),
    )(annotate(object)),
  'batch/Job': inSpec(fillJob),
  'batch/CronJob': inSpec((spec) =>
    changeField(
      fill(spec, {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      }),
      'jobTemplate',
      (template) => inSpec(inTemplate)(asRecord(template)),
    ),
  ),
  '/Pod': inSpec((spec) => fill(fillPodSpec(spec), { enableServiceLinks: true })),
  '/Service': inSpec(fillService),
  '/Namespace': (object) => ({
    ...object,
    metadata: labelNamespace(asRecord(object['metadata'])),
    status: fill(asRecord(object['status']), { phase: 'Active' }),
  }),
  '/Secret': (object) => {
    const { stringData, ...rest } = fill(object, { type: 'Opaque' })
    if (!isRecord(stringData)) return rest
    const encoded = Object.entries(stringData).map(([name, text]) => [
      name,
      Buffer.from(String(text)).toString('base64'),
    ])
    return { ...rest, data: { ...asRecord(rest['data']), ...Object.fromEntries(encoded) } }
  },
}

const templateGeneration = 'deprecated.daemonset.template.generation'

function annotate(object: Fields): Fields {
  const metadata = asRecord(object['metadata'])
  const annotations = fill(asRecord(metadata['annotations']), { [templateGeneration]: '1' })
  return { ...object, metadata: { ...metadata, annotations } }
}

function labelNamespace(metadata: Fields): Fields {
  const name = metadata['name']
  if (typeof name !== 'string' || name === '') return metadata
  return { ...metadata, labels: { ...asRecord(metadata['labels']), 'kubernetes.io/metadata.name': name } }
}

function fillJob(spec: Fields): Fields {
  const isSingle = spec['completions'] === undefined && spec['parallelism'] === undefined
  return inTemplate(
    fill(spec, {
      ...(isSingle ? { completions: 1 } : {}),
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    }),
  )
}

function fillService(spec: Fields): Fields {
  const filled = fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' })
  const external = filled['type'] === 'NodePort' || filled['type'] === 'LoadBalancer'
  const ports = changeField(filled, 'ports', (list) =>
    asList(list).map((port) =>
      fill(fill(asRecord(port), { protocol: 'TCP' }), { targetPort: asRecord(port)['port'] }),
    ),
  )
  const name = filled['type'] === 'ExternalName'
  return fill(ports, {
    internalTrafficPolicy: name ? undefined : 'Cluster',
    externalTrafficPolicy: external ? 'Cluster' : undefined,
    allocateLoadBalancerNodePorts: filled['type'] === 'LoadBalancer' ? true : undefined,
  })
}

/** The object with the defaults of its kind; kinds of CRDs have theirs from the schema. */
export function fillDefaults(resource: Resource, object: Fields): Fields {
  return defaults[`${resource.group}/${resource.kind}`]?.(object) ?? object
}

/** The number of pods that an owner wants. */
export const readReplicas = (object: unknown) => Number(readPath(object, ['spec', 'replicas']) ?? 1)
