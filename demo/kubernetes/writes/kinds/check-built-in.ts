import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, equals, type Fields, readPath } from '#demo/kubernetes/fields/json.ts'
import { checkLabels, checkName } from '#demo/kubernetes/writes/kinds/names.ts'
import {
  duplicate,
  type FieldCause,
  forbid,
  invalid,
  required,
  unsupported,
} from '#demo/kubernetes/writes/write-status.ts'

type Check = (object: Fields, before: Fields | undefined) => FieldCause[]

/** Rules of the built-in kinds that people meet (kubernetes `pkg/apis/<group>/validation`). */
const checks: Readonly<Record<string, Check>> = {
  'apps/Deployment': (object, before) => checkOwner(object, before, 'Deployment'),
  'apps/ReplicaSet': (object, before) => checkOwner(object, before, 'ReplicaSet'),
  'apps/StatefulSet': (object, before) => checkOwner(object, before, 'StatefulSet'),
  'apps/DaemonSet': (object, before) => checkOwner(object, before, 'DaemonSet'),
  '/Pod': (object) => checkPodSpec(asRecord(object['spec']), 'spec'),
  '/Service': checkService,
  '/ConfigMap': checkConfigMap,
  '/Secret': checkSecret,
}

/** What is wrong with an object of a built-in kind; `before` is there when it is an update. */
export function checkBuiltIn(resource: Resource, object: Fields, before: Fields | undefined): FieldCause[] {
  return checks[`${resource.group}/${resource.kind}`]?.(object, before) ?? []
}

function checkOwner(object: Fields, before: Fields | undefined, kind: string): FieldCause[] {
  const spec = asRecord(object['spec'])
  const causes: FieldCause[] = []
  const replicas = spec['replicas']
  if (typeof replicas === 'number' && replicas < 0) {
    causes.push(invalid('spec.replicas', replicas, 'must be greater than or equal to 0'))
  }
  const selector = asRecord(spec['selector'])
  const template = asRecord(spec['template'])
  const labels = asRecord(readPath(template, ['metadata', 'labels']))
  const wanted = asRecord(selector['matchLabels'])
  const expressions = asList(selector['matchExpressions'])
  if (spec['selector'] === undefined || spec['selector'] === null) causes.push(required('spec.selector'))
  else if (Object.keys(wanted).length === 0 && expressions.length === 0) {
    const where = kind === 'Deployment' || kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase()
    causes.push(invalid('spec.selector', selector, `empty selector is invalid for ${where}`))
  } else if (!Object.entries(wanted).every(([name, value]) => labels[name] === value)) {
    causes.push(
      invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    )
  }
  causes.push(...checkLabels(labels, 'spec.template.metadata.labels'))
  causes.push(...checkPodSpec(asRecord(template['spec']), 'spec.template.spec'))
  const policy = readPath(template, ['spec', 'restartPolicy'])
  if (policy !== undefined && policy !== 'Always') {
    causes.push(unsupported('spec.template.spec.restartPolicy', policy, ['Always']))
  }
  if (before) {
    const old = readPath(before, ['spec', 'selector'])
    if (!equals(old, spec['selector'])) causes.push(invalid('spec.selector', selector, 'field is immutable'))
  }
  return causes
}

function checkPodSpec(spec: Fields, path: string): FieldCause[] {
  const containers = asList(spec['containers'])
  const causes: FieldCause[] = containers.length === 0 ? [required(`${path}.containers`)] : []
  const seen = new Set<unknown>()
  for (const [kind, list] of [
    ['containers', containers],
    ['initContainers', asList(spec['initContainers'])],
  ] as const) {
    for (const [at, item] of list.entries()) {
      const container = asRecord(item)
      const here = `${path}.${kind}[${at}]`
      const name = String(container['name'] ?? '')
      if (name === '') causes.push(required(`${here}.name`))
      else {
        for (const why of checkName(name, 'label')) causes.push(invalid(`${here}.name`, name, why))
        if (seen.has(name)) causes.push(duplicate(`${here}.name`, name))
      }
      seen.add(name)
      if (!container['image']) causes.push(required(`${here}.image`))
      const pull = container['imagePullPolicy']
      if (pull !== undefined && !['Always', 'IfNotPresent', 'Never'].includes(String(pull))) {
        causes.push(unsupported(`${here}.imagePullPolicy`, pull, ['Always', 'IfNotPresent', 'Never']))
      }
      causes.push(...checkContainerPorts(asList(container['ports']), `${here}.ports`))
    }
  }
  return causes
}

const portWords = 'must be between 1 and 65535, inclusive'
const isPort = (value: unknown) => typeof value === 'number' && value >= 1 && value <= 65_535

function checkContainerPorts(ports: readonly unknown[], path: string): FieldCause[] {
  return ports.flatMap((port, at) => {
    const number = asRecord(port)['containerPort']
    if (number === undefined || number === 0) return [required(`${path}[${at}].containerPort`)]
    return isPort(number) ? [] : [invalid(`${path}[${at}].containerPort`, number, portWords)]
  })
}

const serviceTypes = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

function checkService(object: Fields, before: Fields | undefined): FieldCause[] {
  const spec = asRecord(object['spec'])
  const ports = asList(spec['ports']).map(asRecord)
  const causes: FieldCause[] = []
  const headless = spec['clusterIP'] === 'None'
  if (ports.length === 0 && !headless && spec['type'] !== 'ExternalName') causes.push(required('spec.ports'))
  const names = new Set<unknown>()
  for (const [at, port] of ports.entries()) {
    const here = `spec.ports[${at}]`
    const name = String(port['name'] ?? '')
    if (name === '' && ports.length > 1) causes.push(required(`${here}.name`))
    else if (name !== '') {
      for (const why of checkName(name, 'label')) causes.push(invalid(`${here}.name`, name, why))
      if (names.has(name)) causes.push(duplicate(`${here}.name`, name))
    }
    names.add(name)
    if (!isPort(port['port'])) causes.push(invalid(`${here}.port`, port['port'] ?? 0, portWords))
    if (!['TCP', 'UDP', 'SCTP'].includes(String(port['protocol'])))
      causes.push(unsupported(`${here}.protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP']))
    const target = port['targetPort']
    if (typeof target === 'number' && !isPort(target))
      causes.push(invalid(`${here}.targetPort`, target, portWords))
  }
  causes.push(...checkLabels(spec['selector'], 'spec.selector'))
  if (!serviceTypes.includes(String(spec['type'])))
    causes.push(unsupported('spec.type', spec['type'], serviceTypes))
  const old = readPath(before, ['spec', 'clusterIP'])
  if (before && old !== undefined && spec['clusterIP'] !== old && spec['type'] !== 'ExternalName') {
    causes.push(invalid('spec.clusterIPs[0]', asList(spec['clusterIPs']), 'may not change once set'))
  }
  return causes
}

const keyPattern = /^[-._a-zA-Z0-9]+$/
const keyWords =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

const mostDataBytes = 1024 * 1024

function checkKeys(data: unknown, field: string): FieldCause[] {
  return Object.keys(asRecord(data)).flatMap((key) => [
    ...(keyPattern.test(key) ? [] : [invalid(`${field}[${key}]`, key, keyWords)]),
    ...(key.length > 253 ? [invalid(`${field}[${key}]`, key, 'must be no more than 253 characters')] : []),
  ])
}

const countBytes = (data: unknown) =>
  Object.values(asRecord(data)).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0)

function checkConfigMap(object: Fields, before: Fields | undefined): FieldCause[] {
  const size = countBytes(object['data']) + countBytes(object['binaryData'])
  return [
    ...checkKeys(object['data'], 'data'),
    ...checkKeys(object['binaryData'], 'binaryData'),
    ...(size > mostDataBytes ? [tooLong('', mostDataBytes)] : []),
    ...checkImmutable(object, before),
  ]
}

const tooLong = (field: string, bytes: number): FieldCause => ({
  reason: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${bytes} bytes`,
})

function checkSecret(object: Fields, before: Fields | undefined): FieldCause[] {
  const type = before?.['type']
  return [
    ...checkKeys(object['data'], 'data'),
    ...(countBytes(object['data']) > mostDataBytes * 1.34 ? [tooLong('data', mostDataBytes)] : []),
    ...(before && type !== object['type'] ? [invalid('type', object['type'], 'field is immutable')] : []),
    ...checkImmutable(object, before),
  ]
}

function checkImmutable(object: Fields, before: Fields | undefined): FieldCause[] {
  if (before?.['immutable'] !== true) return []
  return [
    ...(object['immutable'] === true
      ? []
      : [forbid('immutable', 'field is immutable when `immutable` is set')]),
    ...(equals(object['data'], before['data'])
      ? []
      : [forbid('data', 'field is immutable when `immutable` is set')]),
  ]
}
