import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { asRecord, type Fields } from '#demo/kubernetes/fields/json.ts'
import { fill, judgeQuality } from '#demo/kubernetes/writes/kinds/pod-defaults.ts'
import type { WriteContext } from '#demo/kubernetes/writes/write-context.ts'

/**
 * What the server gives a new object beside its defaults (each kind's strategy, PrepareForCreate): a state that no client
 * may say, addresses, identities that the object itself refers to.
 */
export function prepareNew(resource: Resource, object: Fields, context: WriteContext): Fields {
  switch (`${resource.group}/${resource.kind}`) {
    case '/Namespace':
      return {
        ...object,
        spec: { ...asRecord(object['spec']), finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }
    case '/Pod':
      return { ...object, status: { phase: 'Pending', qosClass: judgeQuality(asRecord(object['spec'])) } }
    case '/Service':
      return { ...object, spec: allocate(asRecord(object['spec']), context), status: { loadBalancer: {} } }
    case 'batch/Job':
      return selectPods(object, context)
    case 'apps/StatefulSet':
      return { ...object, status: { replicas: 0, availableReplicas: 0 } }
    case 'apps/ReplicaSet':
      return { ...object, status: { replicas: 0 } }
    case 'apps/DaemonSet':
      return {
        ...object,
        status: {
          currentNumberScheduled: 0,
          numberMisscheduled: 0,
          desiredNumberScheduled: 0,
          numberReady: 0,
        },
      }
    default:
      return withoutStatus(resource, object)
  }
}

/** Where status is a subresource, nobody writes it but through that. */
function withoutStatus(resource: Resource, object: Fields): Fields {
  if (!resource.subresources.includes('status')) return object
  const { status: _status, ...rest } = object
  return resource.custom ? rest : { ...rest, status: {} }
}

/** Addresses and families of a Service (registry/core/service/storage/alloc.go). */
function allocate(spec: Fields, context: WriteContext): Fields {
  const type = spec['type']
  if (type === 'ExternalName') return spec
  const clusterIP = spec['clusterIP'] ?? context.mint.clusterIp()
  return fill(
    { ...spec, clusterIP, clusterIPs: [clusterIP] },
    { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
  )
}

function selectPods(object: Fields, context: WriteContext): Fields {
  const metadata = asRecord(object['metadata'])
  const spec = asRecord(object['spec'])
  if (spec['manualSelector'] === true) return object
  const uid = context.mint.uid()
  const name = String(metadata['name'])
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const template = asRecord(spec['template'])
  const inner = asRecord(template['metadata'])
  return {
    ...object,
    metadata: { ...metadata, uid, labels: { ...asRecord(metadata['labels']), ...labels } },
    spec: {
      ...spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...inner, labels: { ...asRecord(inner['labels']), ...labels } } },
    },
    status: {},
  }
}

/**
 * The new state with what this path of the API may not change taken from the old one (each kind's strategy,
 * PrepareForUpdate): the status for the object itself, all but the status for its subresource.
 */
export function prepareUpdate(
  resource: Resource,
  object: Fields,
  before: Fields,
  subresource: string | undefined,
): Fields {
  if (!resource.subresources.includes('status')) return object
  const withStatus = (state: Fields, source: Fields): Fields => {
    const { status: _status, ...rest } = state
    return source['status'] === undefined ? rest : { ...rest, status: source['status'] }
  }
  if (subresource === 'status') {
    // A status may say its annotations as well, as controllers do; a CRD's status nothing but itself.
    const { annotations } = asRecord(object['metadata'])
    const metadata = asRecord(before['metadata'])
    const told = resource.custom || annotations === undefined ? metadata : { ...metadata, annotations }
    return withStatus({ ...before, metadata: told }, object)
  }
  const kept = withStatus(object, before)
  if (resource.kind !== 'Service') return kept
  const spec = asRecord(kept['spec'])
  const old = asRecord(before['spec'])
  // A client need not repeat what was allocated.
  return {
    ...kept,
    spec: fill(spec, {
      clusterIP: old['clusterIP'],
      clusterIPs: old['clusterIPs'],
      ipFamilies: old['ipFamilies'],
      ipFamilyPolicy: old['ipFamilyPolicy'],
    }),
  }
}
