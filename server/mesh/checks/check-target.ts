import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'
import { type Field, readField } from '#server/mesh/checks/field.ts'
import { refuseBySchema } from '#server/mesh/checks/schema/check-structure.ts'
import { customKinds } from '#server/mesh/schemas/custom-kinds.ts'

/** Which object a text is about. */
export interface Target {
  readonly apiVersion: string
  readonly kind: string
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

export interface ExpectedTarget {
  readonly kind?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
}

/** Kinds of Kubernetes of which labels and annotations alone are written: by these the mesh takes them in. */
export const labelledKinds: Readonly<Record<string, { plural: string; namespaced: boolean }>> = {
  'v1/Namespace': { plural: 'namespaces', namespaced: false },
  'v1/Service': { plural: 'services', namespaced: true },
  'apps/v1/Deployment': { plural: 'deployments', namespaced: true },
  'apps/v1/StatefulSet': { plural: 'statefulsets', namespaced: true },
  'apps/v1/DaemonSet': { plural: 'daemonsets', namespaced: true },
}

/** Groups whose every kind configures the mesh. */
export function isWrittenGroup(group: string): boolean {
  return (
    group.endsWith('.istio.io') ||
    group === 'gateway.networking.k8s.io' ||
    group === 'inference.networking.k8s.io'
  )
}

/**
 * Whether the console writes what a document names, and whether that is what is being edited. Faults stand at the line
 * that names it.
 *
 * @param namespace of objects that name none
 */
export function checkTarget(
  value: unknown,
  { expected = {}, namespace }: { expected?: ExpectedTarget; namespace?: string | undefined } = {},
): { readonly target: Target; readonly faults: readonly ConfigFault[] } {
  const root = readField(value)
  const meta = root.at('metadata')
  const apiVersion = root.at('apiVersion').text
  const kind = root.at('kind').text
  const namespaced = isNamespaced(apiVersion, kind)
  const named = meta.at('namespace').text
  const target = {
    apiVersion,
    kind,
    namespace: namespaced ? named || (expected.namespace ?? namespace ?? 'default') : '',
    name: meta.at('name').text,
  }
  const missing = [...checkPresent(root)]
  if (missing.length > 0) return { target, faults: missing }
  return {
    target,
    faults: [...checkPlace(root, target, namespaced), ...checkExpected(root, target, expected)],
  }
}

export function isNamespaced(apiVersion: string, kind: string): boolean {
  const [group = ''] = apiVersion.split('/', 1)
  const labelled = labelledKinds[`${apiVersion}/${kind}`]
  if (labelled) return labelled.namespaced
  return customKinds.find((known) => known.group === group && known.kind === kind)?.scope !== 'Cluster'
}

function* checkPresent(root: Field): Generator<ConfigFault> {
  const { value } = root
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield refuseBySchema(root, 'target-not-object')
    return
  }
  for (const field of ['apiVersion', 'kind'])
    if (root.at(field).text === '') yield refuseBySchema(root.at(field), 'schema-required', { field })
}

function* checkPlace(root: Field, target: Target, namespaced: boolean): Generator<ConfigFault> {
  const { apiVersion, kind } = target
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  if (!isWrittenGroup(group) && !labelledKinds[`${apiVersion}/${kind}`]) {
    yield refuseBySchema(root.at('kind'), 'target-kind-not-written', { kind: `${apiVersion} ${kind}` })
    return
  }
  const meta = root.at('metadata')
  const name = meta.at('name')
  if (name.text === '') yield refuseBySchema(name, 'schema-required', { field: 'metadata.name' })
  else if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name.text) || name.text.length > 253)
    yield refuseBySchema(name, 'target-name', { name: name.text.slice(0, 100) })
  const namespace = meta.at('namespace')
  if (namespace.text !== '' && !namespaced)
    yield refuseBySchema(namespace, 'target-no-namespace', { kind, namespace: namespace.text })
  else if (namespace.text !== '' && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace.text))
    yield refuseBySchema(namespace, 'target-name', { name: namespace.text.slice(0, 100) })
}

function* checkExpected(root: Field, target: Target, expected: ExpectedTarget): Generator<ConfigFault> {
  const meta = root.at('metadata')
  const { kind, namespace, name } = expected
  if (kind !== undefined && kind !== target.kind)
    yield refuseBySchema(root.at('kind'), 'target-other-kind', { given: target.kind, expected: kind })
  if (namespace !== undefined && target.namespace !== '' && namespace !== target.namespace)
    yield refuseBySchema(meta.at('namespace'), 'target-other-namespace', {
      given: target.namespace,
      expected: namespace,
    })
  if (name !== undefined && target.name !== '' && name !== target.name)
    yield refuseBySchema(meta.at('name'), 'target-other-name', { given: target.name, expected: name })
}
