import { parse } from 'yaml'
import { type LabelSelector, parseSelectors } from '#server/mesh/objects/select-namespaces.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** `meshConfig.discoverySelectors` of the ConfigMap `istio` (key `mesh`); none when it says none or is not readable. */
export function readDiscoverySelectors(
  configMaps: readonly ObjectOf<'ConfigMap'>[],
): readonly LabelSelector[] {
  const text = configMaps.find(({ metadata }) => metadata.name === 'istio')?.data['mesh']
  if (!text) return []
  try {
    const config: unknown = parse(text, { logLevel: 'silent' })
    if (typeof config !== 'object' || config === null || !('discoverySelectors' in config)) return []
    return parseSelectors(config.discoverySelectors)
  } catch {
    return []
  }
}

/** Names of the ConfigMaps that hold mesh configuration: `istio`, and `istio-<revision>` of each further istiod. */
export function listMeshConfigNames(
  deployments: readonly ObjectOf<'Deployment'>[],
  rootNamespace: string,
): readonly string[] {
  const revisions = deployments
    .filter(({ metadata }) => metadata.namespace === rootNamespace && metadata.labels['app'] === 'istiod')
    .map(({ metadata }) => metadata.labels['istio.io/rev'] ?? 'default')
  return [
    'istio',
    ...new Set(revisions.filter((revision) => revision !== 'default').map((rev) => `istio-${rev}`)),
  ]
}
