import type { ResourceName } from '#server/adapters/kubernetes/types.ts'

/** `/apis/<group>/<version>/namespaces/<namespace>/<plural>`, with `/<name>` of one object. */
export function formatResourcePath(
  { apiVersion, plural, namespace, name }: ResourceName,
  of: 'object' | 'collection',
): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const within = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  const last = of === 'object' ? `/${encodeURIComponent(name)}` : ''
  return `${base}${within}/${plural}${last}`
}
