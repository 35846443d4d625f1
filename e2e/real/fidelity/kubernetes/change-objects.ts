import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import type { KubernetesHandle } from '#demo/kubernetes/serve.ts'
import type { Manifest } from '#demo/world/types.ts'
import { type AskAdmin, pathOf } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** The versions at which a server stood before and amid the changes. */
export interface Milestones {
  readonly start: string
  readonly middle: string
}

/** How one side creates or replaces an object, removes one, and tells its newest version. */
interface Editor {
  put(manifest: Manifest): Promise<void>
  remove(manifest: Manifest): Promise<void>
  version(): Promise<string>
}

const configMap = (name: string, stage: string | undefined, data: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'changing', ...(stage ? { labels: { stage } } : {}) },
  data: { value: data },
})

const route = (name: string, stage: string, host: string): Manifest => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'changing', labels: { stage } },
  spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] },
})

/** The same changes on each side: what comes, what changes, what comes and goes through a selector, what ends. */
export async function changeObjects(editor: Editor): Promise<Milestones> {
  const start = await editor.version()
  await editor.put(configMap('first', 'one', 'a'))
  await editor.put(configMap('second', 'two', 'a'))
  await editor.put(route('first', 'one', 'reviews'))
  await editor.put(configMap('first', 'two', 'a'))
  const middle = await editor.version()
  await editor.put(configMap('first', 'two', 'b'))
  await editor.put(route('first', 'two', 'ratings'))
  await editor.put(configMap('first', undefined, 'b'))
  await editor.remove(configMap('second', 'two', 'a'))
  await editor.put(configMap('third', 'two', 'c'))
  await editor.put(route('second', 'two', 'details'))
  await editor.remove(route('first', 'two', 'ratings'))
  return { start, middle }
}

/** The demo changes as if somebody applied the objects. */
export function editDemo(store: KubernetesHandle['store']): Editor {
  return {
    put: async (manifest) => void store.put(manifest),
    remove: async ({ apiVersion, kind, metadata }) =>
      void store.remove(apiVersion, kind, metadata.namespace ?? '', metadata.name),
    version: async () => String(store.resourceVersion()),
  }
}

/** The real cluster through its own writing verbs. Rejects where one is refused. */
export function editCluster(admin: AskAdmin): Editor {
  const collection = ({ apiVersion, kind, metadata }: Manifest) => {
    const resource = findResourceOfKind(apiVersion, kind)
    if (!resource) throw new Error(`no ${kind}`)
    return pathOf(resource, metadata.namespace)
  }
  return {
    put: async (manifest) => {
      const path = `${collection(manifest)}/${manifest.metadata.name}`
      const known = await admin(path)
      const resourceVersion = Object(known.body).metadata?.resourceVersion
      const { status, body } =
        known.status === 200
          ? await admin(path, 'PUT', { ...manifest, metadata: { ...manifest.metadata, resourceVersion } })
          : await admin(collection(manifest), 'POST', manifest)
      if (status >= 300) throw new Error(`${path}: ${status} ${Object(body).message}`)
    },
    remove: async (manifest) => {
      const path = `${collection(manifest)}/${manifest.metadata.name}`
      const { status } = await admin(path, 'DELETE')
      if (status !== 200) throw new Error(`${path}: ${status}`)
    },
    version: () => readVersion(admin),
  }
}

/** The newest resource version. */
export async function readVersion(admin: AskAdmin): Promise<string> {
  const { body } = await admin('/api/v1/namespaces?limit=1')
  return String(Object(body).metadata.resourceVersion)
}
