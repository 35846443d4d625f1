import {
  findResourceOfKind,
  formatGroupVersion,
  type Resource,
  resources,
} from '#demo/kubernetes/catalogue.ts'
import type { KubernetesHandle } from '#demo/kubernetes/serve.ts'
import type { Manifest } from '#demo/world/types.ts'
import { type Answer, ask, type Server } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'

/** A request as the administrator. */
export type AskAdmin = (path: string, method?: string, body?: unknown) => Promise<Answer>

export function askAs(server: Server, token: string): AskAdmin {
  return (path, method = 'GET', body) =>
    ask(server, path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

/**
 * Creates objects in a real cluster, their status as well, in the order given. Gives what the cluster refused, as
 * `kind name: why`: the demo shows nothing that a cluster would not take. What is there already stays as it is.
 */
export async function loadObjects(admin: AskAdmin, manifests: readonly Manifest[]): Promise<string[]> {
  const refused: string[] = []
  for (const manifest of manifests) {
    const resource = findResourceOfKind(manifest.apiVersion, manifest.kind)
    if (!resource) continue
    const { name, namespace, labels, annotations, ownerReferences, generateName } = manifest.metadata
    const metadata = { name, namespace, labels, annotations, ownerReferences, generateName }
    const { status, ...rest } = manifest
    const created = await admin(pathOf(resource, namespace), 'POST', { ...withoutGiven(rest), metadata })
    if (created.status === 409) continue
    if (created.status !== 201) {
      refused.push(`${manifest.kind} ${name}: ${explain(created)}`)
      continue
    }
    if (status === undefined || !resource.subresources.includes('status')) continue
    const whole = Object(created.body)
    const updated = await admin(`${pathOf(resource, namespace)}/${name}/status`, 'PUT', { ...whole, status })
    if (updated.status !== 200) refused.push(`status of ${manifest.kind} ${name}: ${explain(updated)}`)
  }
  return refused
}

/** A Job's selector and its label on pods are the API server's to give, from the uid (batch/v1 generateSelector). */
function withoutGiven(manifest: Omit<Manifest, 'metadata'>): object {
  if (manifest['kind'] !== 'Job') return manifest
  const { selector: _selector, template, ...spec } = Object(manifest['spec'])
  const labels = Object.entries(template.metadata.labels).filter(
    ([label]) => !/(controller-uid|job-name)$/.test(label),
  )
  return {
    ...manifest,
    spec: {
      ...spec,
      template: { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } },
    },
  }
}

const explain = ({ status, body }: Answer) => `${status} ${Object(body).message}`

/**
 * Where a cluster keeps an object otherwise than the demo shows it: a default that is missing, a field that is none.
 * What a cluster gives by itself is left out: identity, time, versions, and its own Service and roles.
 */
export async function listKeptOtherwise(admin: AskAdmin, manifests: readonly Manifest[]): Promise<string[]> {
  const found: string[] = []
  for (const manifest of manifests) {
    const { kind, metadata } = manifest
    const resource = findResourceOfKind(manifest.apiVersion, kind)
    const isOwn = /^(system:|cluster-admin$|kubernetes$)/.test(metadata.name)
    if (!resource || isOwn || kind === 'CustomResourceDefinition') continue
    const real = await admin(`${pathOf(resource, metadata.namespace)}/${metadata.name}`)
    const own = { ...real, body: withoutIdentity(manifest) }
    const differences = explainDifferences(own, { ...real, body: withoutIdentity(Object(real.body)) })
    found.push(...differences.map((text) => `${kind} ${metadata.name} ${text}`))
  }
  return found
}

function withoutIdentity(manifest: Manifest): unknown {
  const {
    uid,
    resourceVersion: _version,
    creationTimestamp: _time,
    managedFields: _fields,
    generation: _generation,
    ...metadata
  } = manifest.metadata
  // A Job's pods are labelled with the uid that the cluster gave it.
  const text = JSON.stringify({ ...manifest, metadata }).replaceAll(String(uid), '<uid>')
  return JSON.parse(text)
}

/** The path of a resource's collection. */
export function pathOf(resource: Resource, namespace?: string): string {
  const base = resource.group === '' ? '/api' : '/apis'
  const place = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return `${base}/${formatGroupVersion(resource)}${place}/${resource.resource}`
}

/** Waits until the cluster serves every kind that the demo serves by CRDs. Rejects after a minute. */
export async function waitForKinds(admin: AskAdmin): Promise<void> {
  const deadline = Date.now() + 60_000
  for (const resource of resources.filter(({ custom }) => custom)) {
    while ((await admin(`${pathOf(resource)}?limit=1`)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`the cluster does not serve ${pathOf(resource)}`)
    }
  }
}

/**
 * Makes the demo hold exactly what the cluster holds, of every kind that it serves: identities, times and defaults
 * included. Both then answer for the same objects, and only how they answer is left to differ.
 */
export async function copyCluster(admin: AskAdmin, store: KubernetesHandle['store']): Promise<void> {
  for (const resource of resources) {
    const isStored = resource.version === resource.storageVersion && resource.verbs.includes('list')
    if (!isStored || resource.group === 'events.k8s.io') continue
    const { status, body } = await admin(pathOf(resource))
    if (status !== 200) throw new Error(`cannot list ${pathOf(resource)}: ${status}`)
    // Items of a list: objects, whose kind built-in lists leave out.
    const items: Manifest[] = Object(body).items
    const apiVersion = formatGroupVersion(resource)
    for (const object of store.collection(resource).all()) {
      store.remove(apiVersion, resource.kind, object.namespace, object.name)
    }
    for (const item of items) store.put({ ...item, apiVersion, kind: resource.kind })
  }
}
