import type { KubernetesRow } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

/**
 * Writes are put to both sides one after the other, in this order, in a namespace of their own: each row may build on the
 * rows before it. `{rv:<path>}` in a body is the resource version that the object at the path has on that side.
 */
export type WriteRow = KubernetesRow & { readonly method: string }

export const place = '/api/v1/namespaces/writing'
export const configMaps = `${place}/configmaps`
export const secrets = `${place}/secrets`
export const services = `${place}/services`
export const pods = `${place}/pods`
export const deployments = '/apis/apps/v1/namespaces/writing/deployments'
export const routes = '/apis/networking.istio.io/v1/namespaces/writing/virtualservices'
export const policies = '/apis/security.istio.io/v1/namespaces/writing/authorizationpolicies'

const header = (type: string) => ({ 'content-type': type })

const write =
  (method: string, type: string) =>
  (path: string, body: unknown, more: Partial<WriteRow> = {}): WriteRow => ({
    method,
    path,
    headers: header(type),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  })

export const post = write('POST', 'application/json')
export const put = write('PUT', 'application/json')
export const merge = write('PATCH', 'application/merge-patch+json')
export const jsonPatch = write('PATCH', 'application/json-patch+json')
export const strategic = write('PATCH', 'application/strategic-merge-patch+json')
export const apply = write('PATCH', 'application/apply-patch+yaml')
export const typed = (type: string) => write('POST', type)
export const get = (path: string): WriteRow => ({ method: 'GET', path })
export const remove = (path: string, body?: unknown): WriteRow => ({
  method: 'DELETE',
  path,
  ...(body === undefined
    ? {}
    : { headers: header('application/json'), body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

export const configMap = (name: string, data?: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...(data ? { data } : {}),
})

export const route = (name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, ...metadata },
  spec,
})

export const simpleRoute = { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' } }] }] }

const template = (labels: object, container: object) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image: 'app:1', ...container }] },
})

export const deployment = (name: string, more: object = {}, container: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: { selector: { matchLabels: { app: name } }, template: template({ app: name }, container), ...more },
})
